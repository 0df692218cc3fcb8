import type { RunSnapshot } from "../protocol/command";
import type { EventLog } from "./eventLog";
import { atOnce, type Drive } from "../tasks/steps";
import { headOfRun, recoverRun, type RunHead } from "./recover";
import { runFolder } from "./runFolder";

/** What the page reads of a run that the worker wrote. */
export interface KeptRun {
  readonly log: EventLog;
  /** The file as it is, for an export. */
  readonly logBytes: Uint8Array;
  /** The snapshot that the run would go on from, and the file that holds it. */
  readonly snapshot: RunSnapshot | undefined;
  readonly snapshotBytes: Uint8Array | undefined;
}

const runsFolder = async (create = false): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(runFolder.name, { create });

/** What is known of a run without reading it. */
export interface KeptHead extends RunHead {
  /** Milliseconds since 1970. */
  readonly lastWritten: number;
}

/** @throws DOMException when the storage is blocked or holds no such run; NewerVersionError. */
export async function readHead(run: string): Promise<KeptHead> {
  const { log, files } = await filesOf(run);
  return { ...(await headOfRun(log, files)), lastWritten: log.lastModified };
}

/**
 * Reads the whole run.
 * @param drive how the long part is done: the page has other things to do in between.
 * @throws DOMException and NewerVersionError as above.
 */
export async function readKeptRun(run: string, drive: Drive = atOnce): Promise<KeptRun> {
  const opened = await filesOf(run);
  const bytesOf = async (file: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await file.arrayBuffer());
  const logBytes = await bytesOf(opened.log);
  const files = await Promise.all(opened.files.map(bytesOf));
  const { log, snapshots, newest } = await drive(recoverRun(logBytes, files));
  return {
    log,
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

async function filesOf(run: string): Promise<{ readonly log: File; readonly files: readonly Blob[] }> {
  const folder = await (await runsFolder()).getDirectoryHandle(run);
  const fileOf = async (name: string): Promise<File> => (await folder.getFileHandle(name)).getFile();
  return {
    log: await fileOf(runFolder.log),
    files: await Promise.all(runFolder.snapshots.map((name) => fileOf(name).catch(() => new Blob([])))),
  };
}
