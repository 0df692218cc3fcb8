import { decodeEvents, type EventLog } from "./eventLog";
import { decodeSnapshot, type KeptSnapshot } from "./snapshotFile";

/**
 * What can be taken up again of a run's files, after whatever happened to them. The one rule, for the worker that continues a
 * run and for the page that shows, exports or learns from it:
 *
 * - the log counts up to its last whole line;
 * - a snapshot counts when it is whole and leads to the end of a whole line of that log. One whose log is shorter than it says
 *   was written before the log reached the disk, and one that points into the middle of a line belongs to another log;
 * - the newest snapshot that counts is where the run goes on.
 */
export interface Recovered {
  readonly log: EventLog;
  /** One for each file given; undefined where it does not count. */
  readonly snapshots: readonly (KeptSnapshot | undefined)[];
  /** The file that the run goes on from; −1 for its beginning. */
  readonly newest: number;
}

const NEWLINE = 10;

/** Never throws, whatever the files hold. */
export function recoverRun(logBytes: Uint8Array, files: readonly Uint8Array<ArrayBuffer>[]): Recovered {
  const log = decodeEvents(logBytes);
  const leadsTo = (count: number): boolean => count <= log.bytes && (count === 0 || logBytes[count - 1] === NEWLINE);
  const snapshots = files.map((bytes) => {
    const kept = decodeSnapshot(bytes);
    return kept !== undefined && leadsTo(kept.logBytes) ? kept : undefined;
  });
  const newest = snapshots.reduce(
    (best, kept, index) =>
      kept !== undefined && kept.snapshot.step >= (snapshots[best]?.snapshot.step ?? -1) ? index : best,
    -1,
  );
  return { log, snapshots, newest };
}
