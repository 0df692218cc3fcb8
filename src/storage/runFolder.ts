/**
 * Where a run is kept in the origin private file system: a folder of its own with its log and two snapshots that are
 * written in turn, so that one of them is always whole. Only the worker writes; both sides read.
 */
export const runFolder = {
  /** Holds one folder per run. */
  name: "runs",
  log: "events.log",
  snapshots: ["snapshot.a", "snapshot.b"],
} as const;

/** The name of the Web Lock that whoever writes a run holds. */
export function runLock(run: string): string {
  return `forklab/run/${run}`;
}
