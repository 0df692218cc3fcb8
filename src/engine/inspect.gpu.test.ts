import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCompiledExecutor } from "./compiled/compiledExecutor";
import { batchOf } from "./testing/smallNetwork";
import { openDevice, type EngineDevice } from "./device";
import type { EngineFacts, Executor, StepInput } from "./executor";
import { selfTestPlan } from "./selfTest";
import { openTfjs } from "./tfjs/openBackend";
import { TfjsExecutor } from "./tfjs/tfjsExecutor";

let device: EngineDevice;
let facts: EngineFacts;
beforeAll(async () => {
  device = await openDevice();
  facts = await openTfjs("cpu");
});
afterAll(() => device.dispose());

const plan = {
  ...selfTestPlan(),
  optimizer: { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 } as const,
};
const coefficients = Float32Array.from(plan.terms.flatMap((term) => [term.weight.base, term.weight.base]));
const input: StepInput = { step: 0, learningRate: 0.05, coefficients, batch: batchOf(plan, 20) };

const executors = async (): Promise<readonly Executor[]> => [
  await createCompiledExecutor(plan, device),
  new TfjsExecutor(plan, facts),
];

/** Kernels and weights of the trunk and of a branch, early and late. */
const kernels = plan.graph.parameters.filter(({ role }) => role === "kernel" || role === "weight");

describe("inspecting a step", () => {
  it("finds nothing in a healthy network, and is then a step like any other", async () => {
    for (const executor of await executors()) {
      const start = await executor.snapshot();
      expect(await executor.inspect(input)).toBeUndefined();
      const inspected = await executor.snapshot();
      await executor.restore(start);
      await executor.step(input);
      const stepped = await executor.snapshot();
      expect(inspected.step).toBe(1);
      expect([...inspected.tensors]).toEqual([...stepped.tensors]);
      executor.dispose();
    }
  });

  it("names the tensor that a parameter makes overflow, whichever it is, on both executors", async () => {
    expect(kernels.length).toBeGreaterThan(10);
    const [compiled, tfjs] = await executors();
    if (compiled === undefined || tfjs === undefined) throw new Error("two executors were opened");
    const start = await compiled.snapshot();
    for (const { name } of kernels) {
      const tensors = new Map(start.tensors);
      tensors.set(
        name,
        (start.tensors.get(name) ?? new Float32Array()).map(() => 3e38),
      );
      const node = plan.graph.nodes.find(({ parameters }) => parameters.includes(name))?.name;
      for (const executor of [compiled, tfjs]) {
        await executor.restore({ ...start, tensors });
        expect(await executor.inspect(input), `${name}, ${executor.facts.engine}`).toMatchObject({
          kind: "activation",
          name: node,
        });
      }
    }
    compiled.dispose();
    tfjs.dispose();
  });

  it("names a gradient where all activations are in order", async () => {
    const steep = { ...input, coefficients: coefficients.map((value) => value * 3e38) };
    for (const executor of await executors()) {
      const bad = await executor.inspect(steep);
      expect(bad?.kind).toBe("gradient");
      expect(bad?.name).toMatch(/dense/);
      executor.dispose();
    }
  });

  it("finds what is merely beyond sense when it is told where that begins", async () => {
    for (const executor of await executors()) {
      expect(await executor.inspect(input, 1e-3)).toMatchObject({ kind: "activation", name: "stem.conv" });
      executor.dispose();
    }
  });
});
