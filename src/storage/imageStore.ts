import type { DatasetCache } from "../data/datasetCache";
import { DatasetError } from "../data/datasetError";
import { SPLITS, splitsIn, type ImageSplits } from "../data/files/imageSplits";
import { coarsened } from "../data/files/coarsened";
import { importedKey, keyOfHash, type LabelLevel } from "../data/files/imagesKey";
import type { Manifest } from "../data/files/manifest";
import { decodeSet, encodeSet, pictureIn, ShortWrite, writeAll } from "./imageSetFile";
import { tryLock } from "./locks";
import { manifestText, readManifest } from "./manifestSchema";
import { syncHandle } from "./syncHandle";

/*
 * Images of somebody's own, in the origin private file system: a folder for each set, named by the first digits of its hash, with
 * the two splits (three, where it has its own validation images) and, written last, the manifest. A folder without one is what an import left that broke off, and is cleared away
 * by whoever lists next while nobody imports.
 */
const FOLDER = "images";
const MANIFEST = "manifest.json";
type Split = keyof ImageSplits;
/** Held by whoever writes here. */
const LOCK = "forklab/images";

type OpenRoot = () => Promise<FileSystemDirectoryHandle>;
const ownRoot: OpenRoot = () => navigator.storage.getDirectory();

/** A kept set, and what it takes in storage. */
export interface KeptImages {
  readonly manifest: Manifest;
  readonly bytes: number;
}

/**
 * Keeps images; only in a worker, where files can be written in place. The same images replace themselves.
 * @throws DatasetError when there is no room, or the browser refuses; nothing of them stays then.
 */
export async function keepImages(manifest: Manifest, splits: ImageSplits, openRoot: OpenRoot = ownRoot): Promise<void> {
  const key = keyOfHash(manifest.hash);
  const release = await tryLock(LOCK);
  try {
    const root = await openRoot();
    await checkRoom(splits);
    const folder = await (
      await root.getDirectoryHandle(FOLDER, { create: true })
    ).getDirectoryHandle(key, {
      create: true,
    });
    try {
      for (const [split, set] of splitsIn(splits)) await write(folder, split, encodeSet(importedKey(key, split), set));
      await write(folder, MANIFEST, new TextEncoder().encode(manifestText(manifest)));
    } catch (error) {
      await removeImages(key, openRoot).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    if (error instanceof ShortWrite || (error instanceof DOMException && error.name === "QuotaExceededError")) {
      throw new DatasetError({ code: "noRoom", bytes: bytesOf(splits) }, { cause: error });
    }
    const told = error instanceof Error ? error.message : String(error);
    throw new DatasetError({ code: "notKept", told }, { cause: error });
  } finally {
    release?.();
  }
}

const bytesOf = (splits: ImageSplits): number =>
  splitsIn(splits).reduce((sum, [, { images, labels }]) => sum + images.length + labels.byteLength, 0);

async function checkRoom(splits: ImageSplits): Promise<void> {
  const bytes = bytesOf(splits);
  const { usage = 0, quota } = await navigator.storage.estimate();
  if (quota !== undefined && usage + bytes > quota) {
    throw new DatasetError({ code: "noSpace", bytes, left: Math.max(0, quota - usage) });
  }
}

async function write(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const file = await syncHandle(folder, name);
  try {
    writeAll(file, bytes);
  } finally {
    file.close();
  }
}

/** Every kept set, by name; what an import left that broke off is cleared away. Empty where the browser keeps nothing. */
export async function listImages(openRoot: OpenRoot = ownRoot): Promise<readonly KeptImages[]> {
  const images = await imagesFolder(openRoot);
  if (images === undefined) return [];
  const kept: KeptImages[] = [];
  const broken: string[] = [];
  for await (const [name, handle] of images.entries()) {
    if (handle.kind !== "directory") continue;
    const found = await readKept(handle as FileSystemDirectoryHandle);
    if (found === undefined) broken.push(name);
    else kept.push(found);
  }
  const release = broken.length > 0 ? await tryLock(LOCK) : undefined;
  if (release !== undefined) {
    for (const name of broken) await images.removeEntry(name, { recursive: true }).catch(() => undefined);
    release();
  }
  return kept.toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

async function readKept(folder: FileSystemDirectoryHandle): Promise<KeptImages | undefined> {
  try {
    const file = async (name: string): Promise<File> => (await folder.getFileHandle(name)).getFile();
    const manifest = readManifest(await (await file(MANIFEST)).text());
    if (manifest === undefined) return undefined;
    let bytes = 0;
    for (const split of SPLITS) {
      if (split !== "val" || manifest.validation !== undefined) bytes += (await file(split)).size;
    }
    return { manifest, bytes };
  } catch {
    return undefined;
  }
}

/** @param key as `keyOfHash` gives it. */
export async function removeImages(key: string, openRoot: OpenRoot = ownRoot): Promise<void> {
  await (await imagesFolder(openRoot))?.removeEntry(key, { recursive: true });
}

/** Finds kept images where data sets are asked for; everything else goes to the cache behind it. */
export function withKeptImages(behind: DatasetCache | undefined, openRoot: OpenRoot = ownRoot): DatasetCache {
  return {
    async get(key) {
      const place = placeOf(key);
      if (place === undefined) return (await behind?.get(key)) ?? null;
      const { hash, split, level } = place;
      try {
        const file = await splitFile(hash, split, openRoot);
        if (file === undefined) return null;
        const set = decodeSet(new Uint8Array(await file.arrayBuffer()), importedKey(hash, split));
        if (set === null || level === "fine") return set;
        const coarse = (await keptManifest(hash, openRoot))?.coarse;
        return coarse === undefined ? null : coarsened(set, coarse);
      } catch {
        // Not there, or damaged: either way they must be given again, which whoever asks says.
        return null;
      }
    },
    put: async (key, set) => (placeOf(key) === undefined ? behind?.put(key, set) : undefined),
  };
}

/**
 * One picture of a kept set, however large that is.
 * @param hash as an experiment names it.
 * @returns `[height, width, channels]` bytes; undefined where it is not kept.
 */
export async function keptPicture(
  hash: string,
  split: Split,
  index: number,
  openRoot: OpenRoot = ownRoot,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const file = await splitFile(hash, split, openRoot);
    return file && (await pictureIn(file, importedKey(hash, split), index));
  } catch {
    return undefined;
  }
}

/** The file of a kept split; undefined or an error where there is none. */
async function splitFile(hash: string, split: Split, openRoot: OpenRoot): Promise<File | undefined> {
  const folder = await (await imagesFolder(openRoot))?.getDirectoryHandle(hash);
  return (await folder?.getFileHandle(split))?.getFile();
}

async function keptManifest(hash: string, openRoot: OpenRoot): Promise<Manifest | undefined> {
  const folder = await (await imagesFolder(openRoot))?.getDirectoryHandle(hash);
  return folder && (await readKept(folder))?.manifest;
}

/** Of a key that {@link importedKey} made. */
function placeOf(
  key: string,
): { readonly hash: string; readonly split: Split; readonly level: LabelLevel } | undefined {
  const hash = /[&]hash=([0-9a-f]{16})(?:&|$)/.exec(key)?.[1];
  if (hash === undefined) return undefined;
  for (const split of SPLITS) {
    for (const level of ["fine", "coarse"] as const) {
      if (key === importedKey(hash, split, level)) return { hash, split, level };
    }
  }
  return undefined;
}

async function imagesFolder(openRoot: OpenRoot): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await (await openRoot()).getDirectoryHandle(FOLDER);
  } catch {
    return undefined;
  }
}
