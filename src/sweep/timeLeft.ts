import { cellMs, type CellWork, type SweepPace } from "./sweepBudget";

/** What is known of how long a sweep's runs take. */
export interface SweepTiming {
  /** What a calibration measured. */
  readonly pace: SweepPace | undefined;
  /** Milliseconds of the runs that this visit trained from their first step to their last. */
  readonly spentMs: number;
  /** What was expected of them. */
  readonly expected: number;
}

export const untimed: SweepTiming = { pace: undefined, spentMs: 0, expected: 0 };

/** What a run is expected to take: milliseconds with a pace; without one the unit does not matter, see {@link timeLeft}. */
export function expectedOf(work: CellWork | undefined, { pace }: SweepTiming): number {
  if (work === undefined) return 0;
  return pace === undefined ? work.multiplyAdds : cellMs(work, pace);
}

/**
 * Milliseconds until what is expected is done, scaled by what the runs so far took against what was expected of them;
 * undefined while nothing was measured.
 */
export function timeLeft(expected: number, timing: SweepTiming): number | undefined {
  if (timing.expected > 0) return (timing.spentMs / timing.expected) * expected;
  return timing.pace === undefined ? undefined : expected;
}
