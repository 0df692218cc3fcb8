import type { ArmCurves } from "./runRecord";

/**
 * Curves drawn behind those of the run on display: an earlier run, what the sender of a link claims, the mean of
 * several seeds, or what a learner guessed.
 */
export interface Ghost {
  readonly kind: "run" | "claim" | "seeds" | "guess";
  /** The run's, when it is one. */
  readonly id?: string;
  readonly title: string;
  /** One per arm, in the order of the arms on display. */
  readonly arms: readonly (Pick<ArmCurves, "metrics"> & Partial<Pick<ArmCurves, "agreement">>)[];
}
