import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtNetworks } from "../../experiment/expansion";
import type { Experiment } from "../../experiment/experiment";
import { optimizerSpecOf } from "../../experiment/network";
import { dsnArm, findPreset, plainArm, smallData } from "../../experiment/presets";
import { openDevice, type EngineDevice } from "../device";
import type { Executor, ExecutorPlan, StepInput, StepResult } from "../executor";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "../testing/smallNetwork";
import { createCompiledExecutor, type CompiledExecutor } from "./compiledExecutor";
import { inputOf } from "./merging/testing/sameBits";
import { createTogether, type CompiledTogether } from "./together";

// With the kernels of the software adapter, which compile soonest; those for cards: merging/merging.full.test.ts.
let device: EngineDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

/** A batch that no tile divides. */
const BATCH = 5;
const smoke = findPreset("smoke")?.experiment ?? smallData;
const plansOf = (arms: Experiment["arms"]): readonly ExecutorPlan[] =>
  builtNetworks({ ...smoke, arms }).map((arm) => ({
    ...arm,
    ...arm.plan,
    optimizer: optimizerSpecOf(smoke),
    batchSize: BATCH,
    seed: 3,
  }));
const unlike = (filters: number): ExecutorPlan => {
  const graph = smallNetwork([8, 8, 3], 20, (builder) => ({
    main: builder.convNorm(SCOPE, "first", "input", { filters, kernel: 3 }, "relu"),
  }));
  return planOf(graph, crossEntropies(graph), BATCH);
};

const stateOf = async (executor: Executor) => (await executor.snapshot()).tensors;
const open = (plans: readonly ExecutorPlan[]): Promise<CompiledTogether> =>
  createTogether(
    plans,
    device,
    undefined,
    plans.map(() => ({ poison: true })),
  );
const openApart = async (plans: readonly ExecutorPlan[]): Promise<readonly CompiledExecutor[]> => {
  const executors = [];
  for (const plan of plans) executors.push(await createCompiledExecutor(plan, device));
  return executors;
};
const apart = (executors: readonly Executor[], inputs: readonly StepInput[]): Promise<readonly StepResult[]> =>
  Promise.all(
    executors.flatMap((executor, index) => inputs.slice(index, index + 1).map((input) => executor.step(input))),
  );

describe("arms together", () => {
  it.each([
    ["equal trunks, other methods", plansOf([dsnArm("s1b1"), plainArm("s1b1"), dsnArm("s1b1", "s2b1")])],
    ["other trunks", [unlike(4), unlike(8)]],
  ])("compute what each computes by itself, to the last bit: %s", async (_, plans) => {
    const alone = await openApart(plans);
    const together = await open(plans);
    const dispatches = alone.reduce((sum, { compiledFacts }) => sum + compiledFacts.dispatches, 0);
    expect(together.dispatches).toBeLessThan(dispatches * (plans.length > 2 ? 0.6 : 1));
    const sums: number[] = [];
    for (let step = 0; step < 4; step += 1) {
      const inputs = plans.map((plan) => inputOf(plan, step));
      // Two of them without waiting, then one by one.
      const results = await (step === 3 ? apart(together.executors, inputs) : together.step(inputs));
      expect(results).toEqual(await apart(alone, inputs));
      sums.push(results[0]?.losses[0] ?? Number.NaN);
    }
    expect(new Set(sums).size).toBe(4);
    for (const [index, executor] of together.executors.entries()) {
      const other = alone[index];
      const plan = plans[index];
      if (other === undefined || plan === undefined) throw new Error("as many of each");
      expect(await stateOf(executor)).toEqual(await stateOf(other));
      const { images } = batchOf(plan, 40);
      expect(await executor.evaluate(images)).toEqual(await other.evaluate(images));
      executor.dispose();
      other.dispose();
    }
  });

  it("take steps, measurements and snapshots in the order in which they were asked for, from one state or several", async () => {
    const plans = plansOf([dsnArm("s1b1"), plainArm("s1b1")]);
    const [alone, together] = [await openApart(plans), await open(plans)];
    const inputs = (step: number) => plans.map((plan) => inputOf(plan, step));
    const run = async (executors: readonly Executor[], step: (at: number) => Promise<readonly StepResult[]>) => {
      const [first] = executors;
      if (first === undefined) throw new Error("two were opened");
      const { images } = batchOf(plans[0] ?? unlike(4), 50);
      // Nothing is awaited before all is asked for: more than fits on its way at once.
      const asked = [step(0), step(1), first.evaluate(images), step(2), first.snapshot(), step(3), step(4), step(5)];
      await Promise.all(asked);
      const saved = await first.snapshot();
      // One arm goes back, and on by itself, while the other one stands.
      await first.restore({ ...saved, step: 0 });
      return [await Promise.all(asked), await first.step(inputs(6)[0] as StepInput), await step(7)];
    };
    const told = await run(together.executors, (at) => together.step(inputs(at)));
    expect(told).toEqual(await run(alone, (at) => apart(alone, inputs(at))));
    for (const executor of [...alone, ...together.executors]) executor.dispose();
  });

  it("go on each by itself where one takes over kernels of another record, or is gone", async () => {
    const plans = plansOf([dsnArm("s1b1"), plainArm("s1b1")]);
    const together = await open(plans);
    const [first, second] = together.executors;
    if (first === undefined || second === undefined) throw new Error("two were opened");
    await together.step(plans.map((plan) => inputOf(plan, 0)));
    const snapshot = await first.snapshot();
    const variants = Object.fromEntries(Object.keys(snapshot.variants).map((shape) => [shape, "p4c1r16s512"]));
    await first.restore({ ...snapshot, variants });
    const [own, other] = await together.step(plans.map((plan) => inputOf(plan, 1)));
    expect([own, other].every((result) => result?.losses.every(Number.isFinite))).toBe(true);
    expect(first.variants).toEqual(variants);
    expect((await second.snapshot()).step).toBe(2);
    first.dispose();
    await expect(together.step(plans.map((plan) => inputOf(plan, 2)))).rejects.toThrow("disposed");
    expect((await second.step(inputOf(plans[1] ?? unlike(4), 2))).losses.every(Number.isFinite)).toBe(true);
    second.dispose();
  });

  it("make nothing on the device at a step but one command encoder, and submit once for all", async () => {
    const plans = plansOf([dsnArm("s1b1"), plainArm("s1b1")]);
    const together = await open(plans.map((plan) => ({ ...plan })));
    const counts: Record<string, number> = {};
    const { gpu } = device;
    const undo = [
      ...Object.getOwnPropertyNames(GPUDevice.prototype).filter((name) => name.startsWith("create")),
      "submit",
    ].map((name) => {
      const target: object = name === "submit" ? gpu.queue : gpu;
      const original = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      Reflect.set(target, name, (...args: unknown[]) => {
        counts[name] = (counts[name] ?? 0) + 1;
        return original.apply(target, args);
      });
      return () => Reflect.deleteProperty(target, name);
    });
    for (let step = 0; step < 3; step += 1) await together.step(plans.map((plan) => inputOf(plan, step)));
    for (const each of undo) each();
    expect(counts).toEqual({ createCommandEncoder: 3, submit: 3 });
    for (const executor of together.executors) executor.dispose();
  });
});
