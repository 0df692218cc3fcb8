import type { Executor, ExecutorPlan } from "../executor";
import { batchOf } from "./smallNetwork";

/**
 * A learning rate so low that rounding does not push activations over their kinks in one executor alone; lower still for
 * inverted residuals, whose maps of one or two pixels magnify a difference from step to step.
 * @param name of a tiny backbone.
 */
export const calmRateOf = (name: string): number => (name.startsWith("mobilenetV2") ? 0.005 : 0.02);

/**
 * Trains on three batches that take turns, and disposes of the executor.
 * @returns `[steps × terms]` losses, and every head's logits and embedding after the steps.
 */
export async function firstSteps(executor: Executor, plan: ExecutorPlan, steps: number, learningRate: number) {
  const coefficients = new Float32Array(2 * plan.terms.length).fill(1);
  const losses: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    const batch = batchOf(plan, 40 + (step % 3));
    losses.push(...(await executor.step({ step, learningRate, coefficients, batch })).losses);
  }
  const outputs = await executor.evaluate(batchOf(plan, 90).images, { embeddings: true });
  executor.dispose();
  return { losses, outputs };
}
