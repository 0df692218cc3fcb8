import { expect } from "vitest";
import type { EngineDevice } from "../../../device";
import type { Executor, ExecutorPlan } from "../../../executor";
import { batchOf } from "../../../testing/smallNetwork";
import type { Merging } from "../../commands";
import { createCompiledExecutor } from "../../compiledExecutor";

export const coefficientsOf = ({ terms }: ExecutorPlan): Float32Array =>
  Float32Array.from(terms.flatMap(({ weight: { base } }) => [base, base]));

/** Everything that an executor tells, and its state, after a few steps. */
export async function told(executor: Executor, plan: ExecutorPlan) {
  const results = [];
  for (let step = 0; step < 3; step += 1) {
    const batch = batchOf(plan, 20 + step);
    results.push(await executor.step({ step, learningRate: 0.05, coefficients: coefficientsOf(plan), batch }));
  }
  const batch = batchOf(plan, 30);
  const weights = Float32Array.from(plan.terms, () => 1);
  const { gradients, losses, logits } = await executor.gradients(batch, weights, 3);
  const { tensors } = await executor.snapshot();
  return { results, gradients, losses, logits, evaluated: await executor.evaluate(batch.images), tensors };
}

/** Runs a network with every dispatch by itself, with kernels for several instances, and with equal dispatches as one. */
export async function expectSameBits(plan: ExecutorPlan, device: EngineDevice): Promise<void> {
  const all = [];
  const dispatches = [];
  for (const merging of ["none", "alone", "together"] satisfies readonly Merging[]) {
    const executor = await createCompiledExecutor(plan, device, undefined, { merging, poison: true });
    all.push(await told(executor, plan));
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
