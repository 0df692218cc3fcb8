import type { RunRecord } from "../record/runRecord";

/** Several seeds of one experiment, trained one after the other; each is a run of its own in the library. */
export interface SeedSlice {
  /** Turns to the first seed of the series without a finished run. @returns whether there was one. */
  turnToNextSeed(): boolean;
  /** After a run has ended: trains the next seed of its series, if one is missing. */
  goOnWithSeries(ended: RunRecord): void;
  /** Trains what is missing of so many seeds; while a run goes on, the others follow it. */
  runSeeds(count: number): void;
  /** The series as text to be remembered over a reload; empty for one seed alone. */
  seriesText(): string;
  /** Takes up a remembered series if the experiment on the page is one of it. */
  recallSeries(text: string): void;
}
