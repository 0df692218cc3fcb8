import { FaultError } from "../protocol/faultError";
import type { LibraryEntry } from "../record/libraryEntrySchema";
import { runLock } from "../storage/runFolder";
import { coarseAgent } from "./coarseAgent";
import type { KeptRun } from "../storage/runReader";
import type { RunIndex } from "./runIndex";
import { inSlices } from "./inSlices";
import { shortId } from "./shortId";
import { heldLocks, whyNothingIsKept } from "./storage";
import { SWEEP_RUN } from "./sweepRunName";
import { createWeightsShelf, type WeightsShelf } from "./weightsShelf";

export interface StorageUse {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}

/** Runs that outlive the visit. Rejects when the browser keeps nothing (blocked, private, full); the page says so. */
export interface Library {
  /** Every kept run, newest first. Files without an entry are cleared away. */
  load(): Promise<readonly LibraryEntry[]>;
  /** @param changed what is new in it: the rest may be older here than in the list. All of it when absent. */
  put(entry: LibraryEntry, changed?: readonly (keyof LibraryEntry)[]): Promise<void>;
  /** Takes a run off the list; its files stay until `discard`, so that this can be undone. */
  remove(id: string): Promise<void>;
  discard(id: string): Promise<void>;
  read(id: string): Promise<KeptRun>;
  /** Weights that came in files. */
  readonly weights: WeightsShelf;
  /** Which of the runs another tab is training now. */
  inUse(): Promise<ReadonlySet<string>>;
  usage(): Promise<StorageUse | undefined>;
  /**
   * Whether the browser keeps everything until the visitor deletes it.
   * @param ask asks it to, which may ask the visitor.
   */
  lasts(ask: boolean): Promise<boolean>;
  /** Calls back after another tab changed the list. @returns stops that. */
  onChange(listener: () => void): () => void;
  /** What a new run is called, where and when it is made. */
  newRun(number: number): Pick<LibraryEntry, "id" | "number" | "created" | "agent">;
}

/** Files are read and cleared after the first screen stands. */
const runFiles = () => import("../storage/runReader");

/** The library of this browser. */
export function createLibrary(): Library {
  let opened: Promise<RunIndex> | undefined;
  const index = (): Promise<RunIndex> => {
    opened ??= import("./runIndex").then(({ openRunIndex }) => openRunIndex(() => (opened = undefined)));
    opened.catch(() => (opened = undefined));
    return opened;
  };
  let cleared = false;
  const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("forklab/library");
  const tell = (): void => channel?.postMessage("changed");

  return {
    async load() {
      const why = whyNothingIsKept();
      if (why !== undefined) throw new FaultError(why);
      const entries = await (await index()).all();
      if (!cleared) {
        cleared = true;
        // Another tab may be about to take a deletion back.
        if (await isOnlyTab()) await clearOrphans(entries);
      }
      return entries;
    },
    async put(entry, changed) {
      await (await index()).put(entry, changed);
      tell();
    },
    async remove(id) {
      await (await index()).remove(id);
      tell();
    },
    discard: async (id) => (await runFiles()).removeKeptRun(id),
    weights: createWeightsShelf(),
    read: async (id) => (await runFiles()).readKeptRun(id, inSlices),
    async inUse() {
      const prefix = runLock("");
      return new Set((await heldLocks()).flatMap((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : [])));
    },
    async usage() {
      const { usage, quota } = await navigator.storage.estimate();
      return usage === undefined || quota === undefined ? undefined : { usedBytes: usage, quotaBytes: quota };
    },
    async lasts(ask) {
      // Older browsers have neither.
      const storage: Partial<StorageManager> = navigator.storage;
      if ((await storage.persisted?.()) === true) return true;
      return ask && (await storage.persist?.()) === true;
    },
    onChange(listener) {
      channel?.addEventListener("message", listener);
      return () => channel?.removeEventListener("message", listener);
    },
    newRun: (number) => ({
      id: `${shortId()}-${number}`,
      number,
      created: Date.now(),
      agent: coarseAgent(navigator.userAgent),
    }),
  };
}

const TAB = "forklab/tab";

/** Whether no other tab has the library open; from now on this one counts, too. */
async function isOnlyTab(): Promise<boolean> {
  await new Promise<void>((resolve, reject) => {
    const hold = (): Promise<never> => {
      resolve();
      return new Promise(() => undefined);
    };
    navigator.locks.request(TAB, { mode: "shared" }, hold).catch(reject);
  });
  return (await heldLocks()).filter((name) => name === TAB).length === 1;
}

/** Minutes that files may stand without an entry: another tab may be about to write it, or to undo a deletion. */
const GRACE_MS = 10 * 60_000;

async function clearOrphans(entries: readonly LibraryEntry[]): Promise<void> {
  const { listKeptRuns, readHead, removeKeptRun } = await runFiles();
  const known = new Set(entries.map(({ id }) => id));
  for (const id of await listKeptRuns()) {
    // A sweep clears its own away when they are done.
    if (known.has(id) || id.startsWith(SWEEP_RUN)) continue;
    const written = await readHead(id).then(
      ({ lastWritten }) => lastWritten,
      // What a later version wrote may stand in a list of its own.
      (error: unknown) => (error instanceof Error && "code" in error && error.code === "newer-version" ? Infinity : 0),
    );
    if (written < Date.now() - GRACE_MS) await removeKeptRun(id);
  }
}
