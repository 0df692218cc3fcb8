import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAIN } from "../graph/networkGraph";
import { allTerms } from "../engine/allTerms";
import { createCompiledExecutor } from "../engine/compiled/compiledExecutor";
import { expectClose } from "../engine/testing/agreement";
import { batchOf } from "../engine/testing/smallNetwork";
import { openDevice, type EngineDevice } from "../engine/device";
import type { Batch, EngineFacts, Executor, ExecutorPlan } from "../engine/executor";
import { probeRequest } from "./probeLosses";
import { stepArm } from "./stepArm";
import { casePlan, methodCases } from "../engine/testing/methodCases";
import { openTfjs } from "../engine/tfjs/openBackend";
import { TfjsExecutor } from "../engine/tfjs/tfjsExecutor";

const STEPS = 3;
const ROWS = 6;

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

/** A batch of the case; every third image keeps its label where labels are withheld. */
function batch(plan: ExecutorPlan, key: number, partly: boolean): Batch {
  const whole = batchOf(plan, key);
  const images = plan.batchSize / (plan.views ?? 1);
  return { ...whole, labels: whole.labels.map((label, row) => (partly && (row % images) % 3 !== 0 ? -1 : label)) };
}

async function observed(executor: Executor, plan: ExecutorPlan, partly: boolean) {
  const coefficients = Float32Array.from(plan.terms.flatMap(({ weight }) => [weight.base, weight.base]));
  const arm = {
    graph: plan.graph,
    plan: { terms: plan.terms, views: plan.views ?? 1 },
    executor,
    probeTerms: plan.probeTerms ?? [],
    ...(plan.groups === undefined ? {} : { turns: plan.groups }),
  };
  const terms = allTerms(plan);
  const losses: number[] = [];
  const correct: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const input = { step, learningRate: 0.02, coefficients, batch: batch(plan, 40 + step, partly) };
    const result = await stepArm(arm, input);
    losses.push(...result.losses);
    correct.push(...result.correct);
  }
  const request = probeRequest(
    plan.graph,
    terms,
    plan.batchSize / (plan.views ?? 1),
    { step: STEPS, budget: 100 },
    true,
  );
  const probe = await executor.probe(batch(plan, 80, partly), request.losses, STEPS, request.features);
  const variances = Object.fromEntries(plan.graph.heads.map(({ branch, features }) => [branch, features]));
  const outputs = await executor.evaluate(batchOf(plan, 90).images, { variances });
  const { tensors } = await executor.snapshot();
  executor.dispose();
  return { losses, correct, probe, outputs, tensors, request };
}

describe.each(methodCases.map((one) => [one.name, one] as const))("%s", (_, one) => {
  it("trains, probes and evaluates alike on both executors", async () => {
    const plan = casePlan(one, ROWS);
    const partly = one.labelled !== undefined;
    const tfjs = await observed(new TfjsExecutor(plan, facts), plan, partly);
    const compiled = await observed(
      await createCompiledExecutor(plan, device, undefined, { poison: true }),
      plan,
      partly,
    );
    expect(tfjs.losses).toHaveLength(STEPS * plan.terms.length);
    expectClose("losses", compiled.losses, tfjs.losses, 1e-4);
    expect(compiled.correct).toEqual(tfjs.correct);
    plan.graph.parameters.forEach(({ name }) =>
      expectClose(name, compiled.tensors.get(name) ?? [], tfjs.tensors.get(name) ?? [], 2e-3),
    );
    expectClose("gram", compiled.probe.gram, tfjs.probe.gram, 2e-3);
    expect(tfjs.probe.features).toHaveLength(tfjs.probe.layers.length === 0 ? 0 : tfjs.request.features.length);
    tfjs.probe.features.forEach((products, index) =>
      expectClose(`features ${index}`, compiled.probe.features[index] ?? [], products, 2e-3),
    );
    tfjs.outputs.forEach(({ branch, variance, logits }, index) => {
      expectClose(`logits of ${branch}`, compiled.outputs[index]?.logits ?? [], logits, 1e-3);
      expectClose(`variance of ${branch}`, compiled.outputs[index]?.variance ?? [], variance ?? [], 1e-3);
      expect(variance?.every((value) => value > 0)).toBe(true);
    });
    // A label loss exists for every head and teaches something, or nothing was compared.
    expect(tfjs.request.losses.map(({ id }) => id)).toEqual(
      expect.arrayContaining(plan.graph.heads.map(({ branch }) => `ce/${branch}`)),
    );
    expect(one.sites.includes("input") || tfjs.probe.features.some((values) => values.some((v) => v !== 0))).toBe(true);
    expect(plan.graph.heads[0]?.branch).toBe(MAIN);
  });
});
