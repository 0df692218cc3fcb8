import { DatasetError } from "../data/datasetError";
import type { RoomFile } from "../data/pixelRooms";
import { fetchByReading } from "../data/pixels";
import { ShortWrite, writeAt } from "./imageSetFile";
import { tryLock } from "./locks";

/*
 * Files of the origin private file system that pixels go to while images are read, and no longer. Each reading has a folder of its
 * own and holds a lock of its name for as long as its worker lives; a folder whose lock is free is what somebody left who was ended.
 */
const FOLDER = "images-being-read";
const lockOf = (name: string): string => `forklab/${FOLDER}/${name}`;

type OpenRoot = () => Promise<FileSystemDirectoryHandle>;
const ownRoot: OpenRoot = () => navigator.storage.getDirectory();

export interface TemporaryFiles {
  /** @throws DatasetError when there is no room for so many bytes */
  open(bytes: number): Promise<RoomFile>;
  /** Removes all of them. */
  end(): Promise<void>;
}

/** Only in a worker, where files can be written in place. @param name of this reading alone */
export function temporaryFiles(name: string, openRoot: OpenRoot = ownRoot): TemporaryFiles {
  const held: FileSystemSyncAccessHandle[] = [];
  let folder: Promise<FileSystemDirectoryHandle> | undefined;
  let release: (() => void) | undefined;
  const begin = async (): Promise<FileSystemDirectoryHandle> => {
    release = await tryLock(lockOf(name));
    const all = await (await openRoot()).getDirectoryHandle(FOLDER, { create: true });
    return all.getDirectoryHandle(name, { create: true });
  };
  return {
    async open(bytes) {
      const { usage = 0, quota } = await navigator.storage.estimate();
      if (quota !== undefined && usage + bytes > quota) {
        throw new DatasetError({ code: "noSpace", bytes, left: Math.max(0, quota - usage) });
      }
      folder ??= begin();
      const own = await folder;
      const file = await (await own.getFileHandle(`${held.length}`, { create: true })).createSyncAccessHandle();
      held.push(file);
      return roomOf(file, bytes);
    },
    async end() {
      for (const file of held) file.close();
      if (folder !== undefined) await removeFolder(openRoot, name);
      release?.();
    },
  };
}

function roomOf(file: FileSystemSyncAccessHandle, bytes: number): RoomFile {
  const read = (at: number, to: Uint8Array<ArrayBuffer>): void => {
    const found = file.read(to, { at });
    if (found !== to.length) throw new DatasetError({ code: "imagesGone", told: `${to.length} @${at}` });
  };
  return {
    length: bytes,
    read,
    fetch: fetchByReading(read),
    write(at, part) {
      try {
        writeAt(file, part, at);
      } catch (error) {
        const full =
          error instanceof ShortWrite || (error instanceof DOMException && error.name === "QuotaExceededError");
        throw full ? new DatasetError({ code: "noRoom", bytes }, { cause: error }) : error;
      }
    },
    drop: () => file.truncate(0),
  };
}

/** Removes what readings left that were ended before they came to their end. */
export async function clearTemporaryFiles(openRoot: OpenRoot = ownRoot): Promise<void> {
  let all: FileSystemDirectoryHandle;
  try {
    all = await (await openRoot()).getDirectoryHandle(FOLDER);
  } catch {
    return;
  }
  const names: string[] = [];
  for await (const name of all.keys()) names.push(name);
  for (const name of names) {
    const release = await tryLock(lockOf(name));
    if (release === undefined) continue;
    await removeFolder(openRoot, name).catch(() => undefined);
    release();
  }
}

async function removeFolder(openRoot: OpenRoot, name: string): Promise<void> {
  await (await (await openRoot()).getDirectoryHandle(FOLDER)).removeEntry(name, { recursive: true });
}
