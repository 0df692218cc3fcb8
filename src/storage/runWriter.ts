import type { RunSnapshot } from "../protocol/command";
import { decodeEvents, encodeEvents } from "./eventLog";
import type { Reason, TrainEvent } from "../protocol/event";
import { FaultError } from "../protocol/faultError";
import { finish } from "../tasks/steps";
import { takeLock } from "./locks";
import { runFolder, runLock } from "./runFolder";
import { recoverRun, type Recovered } from "./recover";
import { encodeSnapshot } from "./snapshotFile";
import { syncHandle } from "./syncHandle";

/** A run is being written by another tab or window. */
export class RunInUseError extends FaultError {
  readonly code = "run-in-use";
}

/** A run's files, opened by their one writer. Every method but `close` may throw when the storage fails or is full. */
export interface RunFiles {
  /** What was kept up to the snapshot; empty for a new run. */
  readonly events: readonly TrainEvent[];
  /** Where the run can go on from; undefined for a new run and for one that broke off before its first snapshot. */
  readonly snapshot: RunSnapshot | undefined;
  append(events: readonly TrainEvent[]): void;
  /** Keeps a snapshot in place of the older of the two. @returns bytes that the run takes now. */
  save(snapshot: RunSnapshot): number;
  /** Ends writing; others may open the run then. Never throws. */
  close(): void;
}

/** Runs in the origin private file system; for dedicated workers: synchronous file handles exist only there. */
export interface RunStore {
  /**
   * Opens a run for writing.
   * @param mode `new` empties what there was; `continue` goes back to the last whole snapshot.
   * @throws RunInUseError when another tab writes it; NewerVersionError when a later version did, and nothing is touched then.
   */
  open(run: string, mode: "new" | "continue"): Promise<RunFiles>;
  /** Writes a run as a whole, as an import does. @throws RunInUseError as above. */
  write(run: string, log: Uint8Array, snapshot: Uint8Array | undefined): Promise<void>;
  /**
   * The state that a run ended with, or the last one kept.
   * @returns undefined when the run is not there or none of its snapshots is whole.
   */
  readFinalSnapshot(run: string): Promise<RunSnapshot | undefined>;
  /** The events of a run that nobody writes any more, and the states that were kept of it; empty when it is not there. */
  read(run: string): Promise<StoredRun>;
}

export interface StoredRun {
  readonly events: readonly TrainEvent[];
  readonly snapshots: readonly RunSnapshot[];
}

type OpenRoot = () => Promise<FileSystemDirectoryHandle>;

/** @param openRoot the folder to work in; the origin's own unless a test gives another. */
export function createOpfsRunStore(openRoot: OpenRoot = () => navigator.storage.getDirectory()): RunStore {
  const folderOf = async (run: string, create: boolean): Promise<FileSystemDirectoryHandle> =>
    (await (await openRoot()).getDirectoryHandle(runFolder.name, { create })).getDirectoryHandle(run, { create });

  const bytesOf = async (run: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    try {
      const file = await (await (await folderOf(run, false)).getFileHandle(name)).getFile();
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      // Not there or not readable: the caller goes on without.
      return undefined;
    }
  };

  const recovered = async (run: string): Promise<Recovered> => {
    const [log, ...files] = await Promise.all(
      [runFolder.log, ...runFolder.snapshots].map((name) => bytesOf(run, name)),
    );
    return finish(
      recoverRun(
        log ?? new Uint8Array(0),
        files.map((bytes) => bytes ?? new Uint8Array(0)),
      ),
    );
  };

  return {
    async open(run, mode) {
      const release = await acquire(run);
      const handles: FileSystemSyncAccessHandle[] = [];
      const close = (): void => {
        for (const handle of handles.splice(0)) handle.close();
        release();
      };
      try {
        const folder = await folderOf(run, true);
        for (const name of [runFolder.log, ...runFolder.snapshots]) {
          handles.push(await syncHandle(folder, name));
        }
        const [log, ...slots] = handles;
        if (log === undefined) throw new Error("the run's log could not be opened");
        return { ...openFiles(log, slots, mode), close };
      } catch (error) {
        close();
        throw error;
      }
    },

    async write(run, log, snapshot) {
      const release = await acquire(run);
      try {
        const folder = await folderOf(run, true);
        await writeFile(folder, runFolder.log, log);
        const [first, second] = runFolder.snapshots;
        await writeFile(folder, first, snapshot ?? new Uint8Array(0));
        await writeFile(folder, second, new Uint8Array(0));
      } finally {
        release();
      }
    },

    async readFinalSnapshot(run) {
      const { snapshots, newest } = await recovered(run);
      return snapshots[newest]?.snapshot;
    },

    async read(run) {
      const { log, snapshots } = await recovered(run);
      return { events: log.events, snapshots: snapshots.flatMap((kept) => kept?.snapshot ?? []) };
    },
  };
}

function openFiles(
  log: FileSystemSyncAccessHandle,
  slots: readonly FileSystemSyncAccessHandle[],
  mode: "new" | "continue",
): Omit<RunFiles, "close"> {
  if (mode === "new") for (const handle of [log, ...slots]) handle.truncate(0);
  const bytes = readAll(log);
  const { snapshots: usable, newest } = finish(recoverRun(bytes, slots.map(readAll)));
  // Left alone it could look right again once the log has grown past it, with other lines.
  slots.forEach((slot, index) => void (usable[index] === undefined && slot.truncate(0)));
  const start = usable[newest];
  let size = start?.logBytes ?? 0;
  const events = start === undefined ? [] : decodeEvents(bytes.subarray(0, size)).events;
  log.truncate(size);
  let next = start === undefined ? 0 : 1 - newest;
  return {
    events,
    snapshot: start?.snapshot,
    append(more) {
      const lines = encodeEvents(more);
      writeAt(log, lines, size);
      size += lines.length;
    },
    save(snapshot) {
      // The log first: a snapshot must never be newer than what leads to it.
      log.flush();
      const slot = slots[next];
      if (slot === undefined) throw new Error("the run's snapshot could not be opened");
      const file = encodeSnapshot({ snapshot, logBytes: size });
      slot.truncate(0);
      writeAt(slot, file, 0);
      slot.flush();
      next = 1 - next;
      return [log, ...slots].reduce((sum, handle) => sum + handle.getSize(), 0);
    },
  };
}

function readAll(file: FileSystemSyncAccessHandle): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(file.getSize());
  return bytes.subarray(0, file.read(bytes, { at: 0 }));
}

/** A write that did not go through; named as the errors that browsers throw. */
class WriteError extends FaultError {
  constructor(name: string, fault: Reason) {
    super(fault);
    this.name = name;
  }
}

/** Chromium's numbers of what may happen to a write. */
const WRITE_ERRORS: { readonly [written: number]: readonly [name: string, fault: Reason] | undefined } = {
  [-4]: ["NotFoundError", { code: "fileGone" }],
  [-5]: ["NotAllowedError", { code: "writeDenied" }],
  [-8]: ["QuotaExceededError", { code: "noSpace" }],
};

function writeAt(file: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  // Chromium tells an error as a negative count, which arrives as a huge one.
  const written = file.write(bytes, { at }) | 0;
  if (written === bytes.length) return;
  if (written >= 0) throw new WriteError("QuotaExceededError", { code: "cutShort", written, bytes: bytes.length });
  throw new WriteError(
    ...(WRITE_ERRORS[written] ?? (["UnknownError", { code: "writeFailed", status: written }] as const)),
  );
}

async function writeFile(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array): Promise<void> {
  const file = await syncHandle(folder, name);
  try {
    file.truncate(0);
    writeAt(file, new Uint8Array(bytes), 0);
    file.flush();
  } finally {
    file.close();
  }
}

/** @throws RunInUseError when another tab holds the run's lock. */
async function acquire(run: string): Promise<() => void> {
  const release = await takeLock(runLock(run));
  if (release !== undefined) return release;
  throw new RunInUseError({ code: "runInUse" });
}
