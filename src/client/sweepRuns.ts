import type { TrainEvent } from "../protocol/event";
import { NewerVersionError } from "../storage/formats";
import { takeLock } from "../storage/locks";
import { runLock } from "../storage/runFolder";
import { listKeptRuns, readHead, readKeptRun, removeKeptRun } from "../storage/runReader";
import { inSlices } from "./inSlices";
import { shortId } from "./shortId";
import { heldLocks } from "./storage";
import { SWEEP_LOCK, SWEEP_RUN } from "./sweepRunName";

/** A run of a sweep that was begun and not ended. */
export interface BegunRun {
  readonly run: string;
  readonly cell: string;
  /** Where it can go on from. */
  readonly step: number;
}

/** The files of the runs that a sweep has under way: they outlive a visit and are no part of the library. */
export interface SweepRuns {
  /**
   * Makes this tab the one that trains sweeps: two would only slow each other.
   * @returns gives that back; undefined when another tab trains one.
   */
  claim(): Promise<(() => void) | undefined>;
  /** What a new run of a cell is called. */
  newName(cell: string): string;
  /** Runs that broke off after their first snapshot, in the last month; the files of others are cleared away. */
  begun(): Promise<readonly BegunRun[]>;
  /** Everything that was told up to the last snapshot. */
  read(run: string): Promise<readonly TrainEvent[]>;
  /** Removes a run's files as soon as its writer has closed them. Never rejects. */
  remove(run: string): Promise<void>;
}

/** Runs of sweeps that nobody went on with for so long are cleared away. */
const FORGOTTEN_MS = 30 * 24 * 3_600_000;

/** In the origin private file system, where the worker keeps every run. */
export function createSweepRuns(): SweepRuns {
  const remove = async (run: string): Promise<void> => {
    try {
      await navigator.locks.request(runLock(run), () => removeKeptRun(run));
    } catch {
      // Without locks or storage nothing was kept either.
    }
  };
  return {
    // Where pages have no locks at all, as on plain http, no tab can tell.
    claim: async () => ("locks" in navigator ? takeLock(SWEEP_LOCK) : () => undefined),
    newName: (cell) => `${SWEEP_RUN}${cell}-${shortId()}`,
    async begun() {
      const names = (await listKeptRuns().catch(() => [])).filter((name) => name.startsWith(SWEEP_RUN));
      const inUse = new Set(await heldLocks());
      const found: BegunRun[] = [];
      for (const run of names) {
        if (inUse.has(runLock(run))) continue;
        const head = await readHead(run).catch((error: unknown) =>
          error instanceof NewerVersionError ? error : undefined,
        );
        if (head instanceof NewerVersionError) continue;
        const step = head === undefined || head.lastWritten < Date.now() - FORGOTTEN_MS ? undefined : head.step;
        const [cell = ""] = run.slice(SWEEP_RUN.length).split("-");
        if (step !== undefined && step > 0) found.push({ run, cell, step });
        else await remove(run);
      }
      return found;
    },
    read: async (run) => (await readKeptRun(run, inSlices)).log.events,
    remove,
  };
}
