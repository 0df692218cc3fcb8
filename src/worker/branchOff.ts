import type { StoredRun } from "../storage/runWriter";
import type { RunSnapshot } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";

/** What a run that goes on from another one begins with. */
export interface BranchPoint {
  /** Named as the new run's own. */
  readonly events: readonly TrainEvent[];
  readonly snapshot: RunSnapshot;
}

/**
 * Where a run can go on from another one.
 * @param run the new run.
 * @param step the last one up to which both are the same.
 * @param held the newest state in memory at or before that step.
 * @returns undefined when there is no state at or before the step, or the events that lead to it are missing.
 */
export function branchPoint(
  run: string,
  step: number,
  { events, snapshots }: StoredRun,
  held: RunSnapshot | undefined,
): BranchPoint | undefined {
  const reached = events.reduce((most, event) => Math.max(most, event.type === "step" ? event.step : 0), 0);
  const snapshot = [held, ...snapshots].reduce<RunSnapshot | undefined>(
    (best, one) =>
      one !== undefined && one.step <= Math.min(step, reached) && one.step > (best?.step ?? 0) ? one : best,
    undefined,
  );
  if (snapshot === undefined) return undefined;
  const past = events.filter((event) => event.step <= snapshot.step && isLasting(event));
  return { events: past.map((event) => ({ ...event, run })), snapshot };
}

/** What was measured, not how the run was driven or how it ended. */
function isLasting({ type }: TrainEvent): boolean {
  return type !== "finished" && type !== "failed" && type !== "paused" && type !== "resumed";
}
