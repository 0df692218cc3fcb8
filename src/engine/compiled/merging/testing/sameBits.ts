import { expect } from "vitest";
import type { EngineDevice } from "../../../device";
import type { Executor, ExecutorPlan, ProbeLoss, StepInput } from "../../../executor";
import { batchOf } from "../../../testing/smallNetwork";
import type { Merging } from "../../commands";
import { createCompiledExecutor } from "../../compiledExecutor";
import { createTogether } from "../../together";

/** What a step is written with. */
export const inputOf = (plan: ExecutorPlan, step: number): StepInput => ({
  step,
  learningRate: 0.05,
  coefficients: Float32Array.from(plan.terms.flatMap(({ weight: { base } }) => [base, base])),
  batch: batchOf(plan, 20 + step),
});

const STEPS = 3;

/** Everything that an executor tells behind a few steps, and its state. */
async function told(executor: Executor, plan: ExecutorPlan) {
  const batch = batchOf(plan, 30);
  const weights = Float32Array.from(plan.terms, () => 1);
  const { gradients, losses, logits } = await executor.gradients(batch, weights, STEPS);
  const heads = plan.graph.heads.map(({ branch }): ProbeLoss => {
    const coefficients = Float32Array.from(plan.terms, ({ id }) => (id === `ce/${branch}` ? 1 : 0));
    return { id: branch, branch, coefficients };
  });
  const probed = heads.length > 1 ? await executor.probe(batch, heads, STEPS) : undefined;
  const { tensors } = await executor.snapshot();
  return { gradients, losses, logits, probed, evaluated: await executor.evaluate(batch.images), tensors };
}

/** Runs a network with every dispatch by itself, with kernels for several instances, and with equal dispatches as one. */
export async function expectSameBits(plan: ExecutorPlan, device: EngineDevice): Promise<void> {
  const all = [];
  const dispatches = [];
  for (const merging of ["none", "alone", "together"] satisfies readonly Merging[]) {
    const executor = await createCompiledExecutor(plan, device, undefined, { merging, poison: true });
    const results = [];
    for (let step = 0; step < STEPS; step += 1) results.push(await executor.step(inputOf(plan, step)));
    all.push({ results, ...(await told(executor, plan)) });
    dispatches.push(executor.compiledFacts.dispatches);
    executor.dispose();
  }
  const [none, alone, together] = all;
  expect(none?.results.every(({ losses }) => losses.every(Number.isFinite))).toBe(true);
  expect(alone).toEqual(none);
  expect(together).toEqual(none);
  expect(dispatches[1]).toBe(dispatches[0]);
  expect(dispatches[2]).toBeLessThan(dispatches[0] ?? 0);
}

/** Takes steps of several networks together, and each by itself with every dispatch by itself. */
export async function expectSameTogether(plans: readonly ExecutorPlan[], device: EngineDevice): Promise<void> {
  const options = plans.map(() => ({ poison: true }));
  const together = await createTogether(plans, device, undefined, options);
  const results = [];
  for (let step = 0; step < STEPS; step += 1)
    results.push(await together.step(plans.map((plan) => inputOf(plan, step))));
  let dispatches = 0;
  for (const [index, plan] of plans.entries()) {
    const alone = await createCompiledExecutor(plan, device, undefined, { merging: "none" });
    dispatches += alone.compiledFacts.dispatches;
    for (let step = 0; step < STEPS; step += 1) {
      expect(await alone.step(inputOf(plan, step))).toEqual(results[step]?.[index]);
    }
    const executor = together.executors[index];
    if (executor === undefined) throw new Error("every network has an executor");
    expect(await told(executor, plan)).toEqual(await told(alone, plan));
    executor.dispose();
    alone.dispose();
  }
  expect(together.dispatches).toBeLessThan(0.75 * dispatches);
}
