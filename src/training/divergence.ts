import { ARM_LETTERS } from "../experiment/experiment";
import type { Divergence } from "../protocol/event";
import type { TrainingArm } from "./trainingRun";

/** No mean loss of a working network comes near; GPUs may turn an overflow into a huge number instead of infinity. */
const ABSURD = 1e8;

/** What went wrong, in which arm, after how many updates. */
export interface FoundDivergence {
  /** Index of the arm. */
  readonly arm: number;
  readonly divergence: Divergence & { readonly step: number };
}

/**
 * The first loss term, in the order of arms and terms, that is not a sensible number.
 * @param losses by arm `[terms]` unweighted means.
 * @param step updates done.
 */
export function findDivergence(
  arms: readonly Pick<TrainingArm, "plan">[],
  losses: readonly Float32Array[],
  step: number,
): FoundDivergence | undefined {
  for (const [arm, { plan }] of arms.entries()) {
    const values = losses[arm] ?? new Float32Array();
    const index = values.findIndex((loss) => !(Math.abs(loss) < ABSURD));
    const term = plan.terms[index];
    if (term === undefined) continue;
    return { arm, divergence: { arm: ARM_LETTERS[arm] ?? "?", what: term.id, value: String(values[index]), step } };
  }
  return undefined;
}
