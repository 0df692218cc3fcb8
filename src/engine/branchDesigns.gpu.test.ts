import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import type { AnyBranchDesign } from "../catalog/branches/branchDesign";
import { methods } from "../catalog/methods";
import { channelsAt, expandNetwork } from "../graph/expandNetwork";
import { placeOf, type ForkSpec } from "../graph/spec";
import type { Term } from "../graph/term";
import { initialValues } from "../schema/field";
import { createCompiledExecutor } from "./compiled/compiledExecutor";
import { expectClose } from "./testing/agreement";
import { batchOf, planOf, termBase } from "./testing/smallNetwork";
import { openDevice, type EngineDevice } from "./device";
import type { EngineFacts, Executor, ExecutorPlan } from "./executor";
import { openTfjs } from "./tfjs/openBackend";
import { TfjsExecutor } from "./tfjs/tfjsExecutor";

const STEPS = 3;
const entries: readonly [string, AnyBranchDesign][] = Object.entries(branches);

let device: EngineDevice;
let facts: EngineFacts;
beforeAll(async () => {
  device = await openDevice();
  facts = await openTfjs("cpu");
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

/** A ResNet-8 of width 4 on 8 px with two branches of a design, under DSN. */
function networkOf(design: AnyBranchDesign): ExecutorPlan {
  const backbone = backbones.resnet.expand({ depth: 8, width: 4, shortcut: "A", block: "basic" });
  const input = [8, 8, 3];
  const forks = ["s1b1", "s2b1"].map((site): ForkSpec => {
    const context = { backbone, place: placeOf(backbone, site), channels: channelsAt(backbone, input, site) };
    return { id: site, site, branch: design.expand(context, initialValues(design.fields)), observer: false };
  });
  const graph = expandNetwork(backbone, input, 5, forks);
  const { terms } = methods.dsn.plan({ heads: graph.heads, weightOf: () => 1 }, initialValues(methods.dsn.fields));
  return planOf(graph, terms, 8);
}

/** `[steps × terms]` losses, then what the trunk and every head have become. */
async function trained(executor: Executor, plan: ExecutorPlan) {
  const coefficients = Float32Array.from(plan.terms.flatMap(({ weight }) => [weight.base, weight.base]));
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const result = await executor.step({ step, learningRate: 0.05, coefficients, batch: batchOf(plan, 40 + step) });
    losses.push(...result.losses);
  }
  const outputs = await executor.evaluate(batchOf(plan, 90).images, { embeddings: true });
  const { tensors } = await executor.snapshot();
  executor.dispose();
  return { losses, outputs, tensors };
}

describe.each(entries)("%s", (kind, design) => {
  it("trains alike on both executors", async () => {
    const plan = networkOf(design);
    const compiled = await trained(await createCompiledExecutor(plan, device, undefined, { poison: true }), plan);
    const tfjs = await trained(new TfjsExecutor(plan, facts), plan);
    expect(tfjs.losses).toHaveLength(STEPS * 3);
    tfjs.losses.forEach((loss, index) => expectClose(`loss ${index}`, [compiled.losses[index] ?? 0], [loss], 1e-4));
    // What was learnt, not the losses alone: a branch without gradient must stand still, or decay, on both.
    plan.graph.parameters.forEach(({ name }) =>
      expectClose(name, compiled.tensors.get(name) ?? [], tfjs.tensors.get(name) ?? [], 2e-3),
    );
    compiled.outputs.forEach(({ branch, logits, embedding }, index) => {
      expectClose(`logits of ${branch}`, logits, tfjs.outputs[index]?.logits ?? [], 1e-3);
      expectClose(`embedding of ${branch}`, embedding ?? [], tfjs.outputs[index]?.embedding ?? [], 1e-3);
    });
    if (kind === "projection") {
      const vector = compiled.outputs[1]?.embedding?.subarray(0, 16) ?? [];
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
  });
});

it("labels teach a projection head's probe alone; contrast teaches its branch and the trunk", async () => {
  const labelled = networkOf(branches.projection as AnyBranchDesign);
  const head = labelled.graph.heads[1];
  if (head === undefined) return expect.fail("no branch");
  const contrast: Term = {
    ...termBase("con/s1b1", "s1b1"),
    kind: "supCon",
    embedding: head.embedding,
    positives: "label",
    temperature: 0.5,
  };
  const plan = { ...labelled, terms: [...labelled.terms, contrast] };
  const coefficient = (id: string) => Float32Array.from(plan.terms, (term) => (term.id === id ? 1 : 0));
  const reached = async (executor: Executor, id: string): Promise<readonly string[]> => {
    const { gradients } = await executor.gradients(batchOf(plan, 40), coefficient(id), 0);
    return plan.graph.parameters.flatMap(({ name }) =>
      gradients.get(name)?.some((g) => g !== 0) === true ? name : [],
    );
  };
  for (const executor of [await createCompiledExecutor(plan, device), new TfjsExecutor(plan, facts)]) {
    const probe = ["branch.s1b1.head.probe.weight", "branch.s1b1.head.probe.bias"];
    expect(await reached(executor, "ce/s1b1")).toEqual(probe);
    const taught = await reached(executor, "con/s1b1");
    expect(taught).toEqual(expect.arrayContaining(["stem.conv.kernel", "branch.s1b1.s2b1.depthwise1.kernel"]));
    expect(taught).not.toEqual(expect.arrayContaining(probe.slice(0, 1)));
    executor.dispose();
  }
});
