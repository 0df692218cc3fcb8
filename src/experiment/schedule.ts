import type { Experiment } from "./experiment";

/**
 * The factor on the base learning rate at a zero-based step t of a budget of N steps:
 * min(1, (t+1)/W) · decay(t), W = max(1, ⌊warmup · N⌋); cosine: ½(1 + cos(πt/N)); step: drop^(milestones passed).
 *
 * The two factors multiply, so that warm-up and decay overlap (as in the reference training script).
 */
export function scheduleFactor(training: Experiment["training"], step: number): number {
  const { budget, warmup, schedule, milestones, drop } = training;
  const warmupSteps = Math.max(1, Math.floor(warmup * budget));
  const rise = Math.min(1, (step + 1) / warmupSteps);
  switch (schedule) {
    case "constant":
      return rise;
    case "cosine":
      return rise * 0.5 * (1 + Math.cos((Math.PI * step) / budget));
    case "step":
      return rise * drop ** milestones.filter((percent) => step >= Math.floor((percent * budget) / 100)).length;
    default:
      return schedule satisfies never;
  }
}
