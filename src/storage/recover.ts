import type { Steps } from "../tasks/steps";
import { LOG_HEAD_BYTES, readLog, refuseNewerLog, type EventLog } from "./eventLog";
import { readSnapshot, readSnapshotHead, type KeptSnapshot } from "./snapshotFile";

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

/**
 * May be left between lines and within a checksum: the page drives it in slices, the worker at once.
 * @throws NewerVersionError for files of a later version, which are no damaged ones; nothing else, whatever they hold.
 */
export function* recoverRun(logBytes: Uint8Array, files: readonly Uint8Array<ArrayBuffer>[]): Steps<Recovered> {
  const log = yield* readLog(logBytes);
  const leadsTo = (count: number): boolean => count <= log.bytes && (count === 0 || logBytes[count - 1] === NEWLINE);
  const snapshots: (KeptSnapshot | undefined)[] = [];
  for (const bytes of files) {
    const kept = yield* readSnapshot(bytes);
    snapshots.push(kept !== undefined && leadsTo(kept.logBytes) ? kept : undefined);
  }
  return { log, snapshots, newest: newestOf(snapshots.map((kept) => kept?.snapshot.step)) };
}

/** What a run's files say of it before they are read. */
export interface RunHead {
  /** Step that the run can go on from; undefined for its beginning. */
  readonly step: number | undefined;
}

/**
 * The same rule by the heads of the files alone, at the cost of a few hundred bytes whatever the run's length: checksums are
 * not looked at, so what was changed rather than cut off shows only when the run is taken up.
 * @throws NewerVersionError for files of a later version.
 */
export async function headOfRun(log: Blob, files: readonly Blob[]): Promise<RunHead> {
  refuseNewerLog(new Uint8Array(await log.slice(0, LOG_HEAD_BYTES).arrayBuffer()));
  const steps = await Promise.all(
    files.map(async (file) => {
      const head = await readSnapshotHead(file);
      if (head === undefined || head.logBytes > log.size) return undefined;
      const [last] = new Uint8Array(await log.slice(Math.max(0, head.logBytes - 1), head.logBytes).arrayBuffer());
      return head.logBytes === 0 || last === NEWLINE ? head.step : undefined;
    }),
  );
  return { step: steps[newestOf(steps)] };
}

/** The place of the highest step; −1 where there is none. */
function newestOf(steps: readonly (number | undefined)[]): number {
  return steps.reduce<number>(
    (best, step, index) => (step !== undefined && step >= (steps[best] ?? -1) ? index : best),
    -1,
  );
}
