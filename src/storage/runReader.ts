import type { RunSnapshot } from "../protocol/command";
import type { EventLog } from "./eventLog";
import { recoverRun } from "./recover";
import { runFolder } from "./runFolder";

/** What the page reads of a run that the worker wrote. */
export interface KeptRun {
  readonly log: EventLog;
  /** Milliseconds since 1970. */
  readonly lastWritten: number;
  /** The file as it is, for an export. */
  readonly logBytes: Uint8Array;
  /** The snapshot that the run would go on from, and the file that holds it. */
  readonly snapshot: RunSnapshot | undefined;
  readonly snapshotBytes: Uint8Array | undefined;
}

const runsFolder = async (create = false): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(runFolder.name, { create });

/** @throws DOMException when the storage is blocked or holds no such run. */
export async function readKeptRun(run: string): Promise<KeptRun> {
  const folder = await (await runsFolder()).getDirectoryHandle(run);
  const logFile = await (await folder.getFileHandle(runFolder.log)).getFile();
  const logBytes = new Uint8Array(await logFile.arrayBuffer());
  const files = await Promise.all(runFolder.snapshots.map((name) => read(folder, name).catch(() => new Uint8Array(0))));
  const { log, snapshots, newest } = recoverRun(logBytes, files);
  return {
    log,
    lastWritten: logFile.lastModified,
    logBytes,
    snapshot: snapshots[newest]?.snapshot,
    snapshotBytes: newest < 0 ? undefined : files[newest],
  };
}

/** Removes a run's files; one that is not there or is being written stays as it is. */
export async function removeKeptRun(run: string): Promise<void> {
  await (await runsFolder().catch(() => undefined))?.removeEntry(run, { recursive: true }).catch(() => undefined);
}

/** Names of the runs that have files. */
export async function listKeptRuns(): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of (await runsFolder(true)).keys()) names.push(name);
  return names;
}

async function read(folder: FileSystemDirectoryHandle, name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer());
}
