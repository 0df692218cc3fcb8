import type { Entry } from "../registry";
import type { Fallback } from "./combiner";

/** What a step says of every loss that teaches the trunk at it. */
export interface Observation {
  /** Its value, as it counts in the sum. */
  readonly loss: number;
  /** Length of its gradient on the trunk; 0 for a rule that does not ask. */
  readonly length: number;
}

/** What a learner carries from one weighing to the next, by head; plain numbers, so that a state that is kept can hold them. */
export type LearnerState = readonly (readonly number[])[];

export interface LearnerOptions {
  /** How far a weight moves at a weighing. */
  readonly pace: number;
  /** GradNorm's α. */
  readonly asymmetry: number;
}

/** What each loss counts from now on, and what is carried; the state stays as it was where there is no answer. */
export type Learned = { readonly weights: number[]; readonly state: LearnerState } | { readonly fallback: Fallback };

/**
 * A rule whose weights are learnt over the run. Pure: double precision on the processor in a fixed order, exp and log of our own,
 * so that every machine finds the same weights.
 */
export interface Learner<K extends string = string> extends Entry<K> {
  readonly formula: string;
  /** Whether it reads the gradients' lengths, which a probe takes. */
  readonly asksLengths: boolean;
  /**
   * @param state of the weighing before; undefined at the first.
   * @param seen by head; undefined for one whose loss teaches the trunk nothing at this step: it counts 1 and its state stays.
   */
  learn(state: LearnerState | undefined, seen: readonly (Observation | undefined)[], options: LearnerOptions): Learned;
}

/** Infers the kind. */
export const learner = <const K extends string>(entry: Learner<K>): Learner<K> => entry;

/** Why nothing can be learnt from a step. */
export function unfit(seen: readonly (Observation | undefined)[]): { readonly fallback: Fallback } | undefined {
  const present = seen.filter((one) => one !== undefined);
  if (present.length < 2) return { fallback: "single" };
  if (!present.every(({ loss, length }) => Number.isFinite(loss) && Number.isFinite(length)))
    return { fallback: "notFinite" };
  return undefined;
}
