import type { DatasetCache } from "../data/datasetCache";
import { DatasetError } from "../data/datasetError";
import { SPLITS, splitsIn, type ImageSplits } from "../data/files/imageSplits";
import { coarsened } from "../data/files/coarsened";
import { importedKey, keyOfHash, type LabelLevel } from "../data/files/imagesKey";
import type { Manifest } from "../data/files/manifest";
import type { ImageSet } from "../data/imageSet";
import { MOST_HELD, type PixelSource } from "../data/pixels";
import { bytesOfFile } from "./fileBytes";
import {
  checksumIn,
  decodeSet,
  fetchSet,
  checkSound,
  openSet,
  pictureIn,
  ShortWrite,
  writeAll,
  writeSet,
} from "./imageSetFile";
import { tryLock } from "./locks";
import { clearTemporaryFiles } from "./temporaryFile";
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
      for (const [split, set] of splitsIn(splits)) {
        await folder.removeEntry(checkedName(split)).catch(() => undefined);
        await write(folder, split, (file) => writeSet(file, importedKey(key, split), set));
      }
      await write(folder, MANIFEST, (file) => writeAll(file, new TextEncoder().encode(manifestText(manifest))));
    } catch (error) {
      // A run reads the same images from the file that was to be replaced: it stays as it is.
      if (isInUse(error)) throw new DatasetError({ code: "imagesInUse" }, { cause: error });
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

const isInUse = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "NoModificationAllowedError";

async function write(
  folder: FileSystemDirectoryHandle,
  name: string,
  fill: (file: FileSystemSyncAccessHandle) => Promise<void> | void,
): Promise<void> {
  const file = await syncHandle(folder, name);
  try {
    await fill(file);
  } finally {
    file.close();
  }
}

/** Every kept set, by name; what an import left that broke off is cleared away. Empty where the browser keeps nothing. */
export async function listImages(openRoot: OpenRoot = ownRoot): Promise<readonly KeptImages[]> {
  await clearTemporaryFiles(openRoot);
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

/** @param key as `keyOfHash` gives it. @throws DatasetError while a run reads them from their file; they are whole then. */
export async function removeImages(key: string, openRoot: OpenRoot = ownRoot): Promise<void> {
  try {
    await (await imagesFolder(openRoot))?.removeEntry(key, { recursive: true });
  } catch (error) {
    if (isInUse(error)) throw new DatasetError({ code: "imagesInUse" }, { cause: error });
    throw error;
  }
}

/**
 * Finds kept images where data sets are asked for; everything else goes to the cache behind it.
 * @param mostHeld sets of more bytes, all splits together, stay in their files.
 */
export function withKeptImages(
  behind: DatasetCache | undefined,
  openRoot: OpenRoot = ownRoot,
  mostHeld = MOST_HELD,
): DatasetCache {
  return {
    async get(key) {
      const place = placeOf(key);
      if (place === undefined) return (await behind?.get(key)) ?? null;
      const { hash, split, level } = place;
      try {
        const folder = await (await imagesFolder(openRoot))?.getDirectoryHandle(hash);
        if (folder === undefined) return null;
        const set = await keptSet(folder, split, importedKey(hash, split), mostHeld);
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

/** @throws  or whatever the browser says where there is none. */
async function keptSet(
  folder: FileSystemDirectoryHandle,
  split: Split,
  key: string,
  mostHeld: number,
): Promise<ImageSet | null> {
  const handle = await folder.getFileHandle(split);
  const file = await handle.getFile();
  const whole = (await readKept(folder))?.bytes ?? file.size;
  if (whole <= mostHeld) return decodeSet(new Uint8Array(await file.arrayBuffer()), key);
  const bytes = await bytesOfFile(handle);
  // A page's own thread shows some of its pictures; whoever trains on it looks first whether it is what was written.
  if (!canWrite(handle)) return fetchSet(bytes, key);
  try {
    await checkOnce(folder, split, bytes);
    const set = openSet(bytes, key);
    if (set !== null) return set;
  } catch (error) {
    // It stays open as long as somebody may read from it; here nobody does, and it can be given again.
    bytes.close();
    throw error;
  }
  bytes.close();
  return null;
}

const canWrite = (handle: FileSystemFileHandle): boolean => typeof handle.createSyncAccessHandle === "function";

/**
 * Beside a split: size and checksum of the file that was compared with it, which takes seconds for each gigabyte. Not its date: Chromium
 * gives a private file that was written again the date that it had.
 */
const checkedName = (split: Split): string => `${split}.checked`;

/** @throws DamagedFile for a file that is not what was written. */
async function checkOnce(folder: FileSystemDirectoryHandle, split: Split, bytes: PixelSource): Promise<void> {
  const mark = `${bytes.length} ${checksumIn(bytes)}`;
  if ((await textOf(folder, checkedName(split))) === mark) return;
  await checkSound(bytes);
  // Without the mark it is compared again next time.
  await write(folder, checkedName(split), (file) => writeAll(file, new TextEncoder().encode(mark))).catch(
    () => undefined,
  );
}

async function textOf(folder: FileSystemDirectoryHandle, name: string): Promise<string | undefined> {
  try {
    return await (await (await folder.getFileHandle(name)).getFile()).text();
  } catch {
    return undefined;
  }
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
