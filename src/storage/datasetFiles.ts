import type { DatasetCache } from "../data/datasetCache";
import { DamagedFile, decodeSet, encodeSet, readAll, writeAll } from "./imageSetFile";
import { textKey } from "../random/textKey";

/**
 * Stores data sets in the origin private file system: one file per set, in a folder of their own.
 *
 * A file is a header of 32-bit little-endian words (magic, version, sizes, checksum), the key's text, then images,
 * labels and cameras. Whatever goes wrong (storage blocked or full, a file damaged or in use) costs a warning and the
 * time to make the set again, never an error.
 */
const FOLDER = "datasets";
/** Training and test sets of eight experiments. */
const KEPT_FILES = 16;
export interface OpfsDatasetCacheOptions {
  /** Told, in a sentence for the user, why a set could not be read or kept. */
  readonly onWarning: (message: string) => void;
  /** The folder to work in; the origin's own unless a test gives another. */
  readonly openRoot?: () => Promise<FileSystemDirectoryHandle>;
}

/** A cache in the origin private file system. For dedicated workers: synchronous file handles exist only there. */
export function createOpfsDatasetCache(options: OpfsDatasetCacheOptions): DatasetCache {
  const { onWarning, openRoot = () => navigator.storage.getDirectory() } = options;

  async function withFile<T>(key: string, create: boolean, use: (file: FileSystemSyncAccessHandle) => T): Promise<T> {
    const folder = await (await openRoot()).getDirectoryHandle(FOLDER, { create });
    const file = await (await folder.getFileHandle(fileName(key), { create })).createSyncAccessHandle();
    try {
      return use(file);
    } finally {
      file.close();
    }
  }

  async function remove(key: string): Promise<void> {
    try {
      await (await (await openRoot()).getDirectoryHandle(FOLDER)).removeEntry(fileName(key));
    } catch {
      // The warning about the cause has been given; a file that stays is found out by its checksum.
    }
  }

  /** Keeps the newest files; every seed has a set of its own, and sets are quick to make again. */
  async function evict(): Promise<void> {
    const folder = await (await openRoot()).getDirectoryHandle(FOLDER);
    const files: { readonly name: string; readonly written: number }[] = [];
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind !== "file") continue;
      files.push({ name, written: (await (handle as FileSystemFileHandle).getFile()).lastModified });
    }
    const old = files.toSorted((a, b) => b.written - a.written).slice(KEPT_FILES);
    // A file that is in use by another tab stays until the next time.
    for (const { name } of old) await folder.removeEntry(name).catch(() => undefined);
  }

  return {
    async get(key) {
      try {
        return await withFile(key, false, (file) => decodeSet(readAll(file), key));
      } catch (error) {
        if (nameOf(error) === "NotFoundError") return null;
        onWarning(`A stored data set could not be read and is made again (${messageOf(error)}).`);
        if (error instanceof DamagedFile) await remove(key);
        return null;
      }
    },

    async put(key, set) {
      try {
        await withFile(key, true, (file) => writeAll(file, encodeSet(key, set)));
        await evict();
      } catch (error) {
        onWarning(`The data set could not be kept for the next time (${messageOf(error)}).`);
        // A file in use belongs to another tab, which is writing the same set.
        if (nameOf(error) !== "NoModificationAllowedError") await remove(key);
      }
    },
  };
}

/** Two keys may share a name; the key inside the file decides. */
function fileName(key: string): string {
  return `${textKey(key).toString(16).padStart(8, "0")}.images`;
}

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
