import { ARM_LETTERS } from "../experiment/experiment";
import type { Term } from "../graph/term";
import type { Divergence } from "../protocol/event";

/** No mean loss of a working network comes near; GPUs may turn an overflow into a huge number instead of infinity. */
const ABSURD = 1e8;

/**
 * The first loss term, in the order of the terms, that is not a sensible number.
 * @param losses `[terms]` unweighted means.
 */
export function findDivergence(arm: number, terms: readonly Term[], losses: Float32Array): Divergence | undefined {
  const index = losses.findIndex((loss) => !(Math.abs(loss) < ABSURD));
  const term = terms[index];
  if (term === undefined) return undefined;
  return { arm: ARM_LETTERS[arm] ?? "?", what: term.id, value: String(losses[index]) };
}
