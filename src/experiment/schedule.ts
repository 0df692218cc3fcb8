import { cos, power } from "../stats/elementary";
import type { Experiment } from "./experiment";

/** What a cut leaves of the learning rate. */
const CUT = 1 / 3;

/**
 * The factor on the base learning rate at a zero-based step t of a budget of N steps:
 * min(1, (t+1)/W) · decay(t) · 3^−(cuts passed), W = max(1, ⌊warmup · N⌋); cosine: ½(1 + cos(πt/N));
 * step: drop^(milestones passed). Before its first cut a schedule is, to the last bit, the one without cuts.
 *
 * The two factors multiply, so that warm-up and decay overlap (as in the reference training script).
 */
export function scheduleFactor(training: Experiment["training"], step: number): number {
  const cut = power(CUT, training.cuts.filter((from) => step >= from).length);
  return uncut(training, step) * cut;
}

function uncut({ budget, warmup, schedule, milestones, drop }: Experiment["training"], step: number): number {
  const warmupSteps = Math.max(1, Math.floor(warmup * budget));
  const rise = Math.min(1, (step + 1) / warmupSteps);
  switch (schedule) {
    case "constant":
      return rise;
    case "cosine":
      return rise * 0.5 * (1 + cos((Math.PI * step) / budget));
    case "step":
      return rise * power(drop, milestones.filter((percent) => step >= Math.floor((percent * budget) / 100)).length);
    default:
      return schedule satisfies never;
  }
}
