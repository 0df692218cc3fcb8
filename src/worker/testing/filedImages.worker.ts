import { filesConfig } from "../../catalog/datasets/filesConfig";
import { DatasetError } from "../../data/datasetError";
import { importedKey, keyOfHash } from "../../data/files/imagesKey";
import { manifestOf, type Manifest } from "../../data/files/manifest";
import { drawnSplits, importFiles, pictureFiles } from "../../data/files/testing/containers";
import { imageAt } from "../../data/imageAt";
import type { ImageSet } from "../../data/imageSet";
import { createRooms } from "../../data/pixelRooms";
import { areHeld } from "../../data/pixels";
import { openWasm } from "../../engine/wasm/openWasm";
import { findPreset, smallData } from "../../experiment/presets";
import type { Experiment } from "../../experiment/experiment";
import { keepImages, listImages, removeImages, withKeptImages } from "../../storage/imageStore";
import { temporaryFiles } from "../../storage/temporaryFile";
import { trainToEnd } from "../../training/testing/trainToEnd";

/** What is asked of it; whatever a task needs besides. */
export interface Asked {
  readonly id: number;
  readonly task: keyof typeof tasks;
  readonly manifest?: Manifest;
  /** Sets of more bytes stay in their files. */
  readonly mostHeld?: number;
}

export const FOLDER = "filed-images-test";
export const PICTURES = [0, 11, 5] as const;

export const root = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
export const keyOf = ({ hash }: Manifest): string => importedKey(keyOfHash(hash), "train");

let held: ImageSet | null = null;
let claimed: FileSystemSyncAccessHandle | undefined;

async function faultOf(task: Promise<unknown>): Promise<unknown> {
  try {
    await task;
    return undefined;
  } catch (error) {
    if (error instanceof DatasetError) return error.fault;
    throw error;
  }
}

/** @throws DOMException while somebody reads it */
async function trainFile(manifest: Manifest): Promise<FileSystemSyncAccessHandle> {
  const images = await (await root()).getDirectoryHandle("images");
  const folder = await images.getDirectoryHandle(keyOfHash(manifest.hash));
  return await (await folder.getFileHandle("train")).createSyncAccessHandle();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of (await (await root()).getDirectoryHandle(folder)).keys()) names.push(name);
  return names;
}

const smoke = findPreset("smoke")?.experiment ?? smallData;

function on(manifest: Manifest): Experiment {
  const { training, augmentation, measure } = smoke;
  return {
    ...smoke,
    dataset: filesConfig(manifest),
    training: { ...training, budget: 8, validation: 0.2, batchSize: 4 },
    augmentation: { ...augmentation, flip: true, shift: 1 },
    measure: { ...measure, evaluateEvery: 4, evaluateImages: 4, probeEvery: 4 },
  };
}

const tasks = {
  async keep() {
    const splits = drawnSplits(8, 3, 4);
    const manifest = await manifestOf({ name: "drawn", splits, classNames: ["a", "b", "c", "d"] });
    return { manifest, fault: await faultOf(keepImages(manifest, splits, root)) };
  },
  /** Reads pictures by way of temporary files and keeps them. @returns the same whether they went to files or not */
  async read() {
    const files = pictureFiles(drawnSplits(8, 3, 4));
    const temporary = temporaryFiles("read", root);
    const opened: number[] = [];
    const rooms = createRooms((bytes) => {
      opened.push(bytes);
      return temporary.open(bytes);
    }, 0);
    const { manifest, splits } = await importFiles(files, { rooms });
    await keepImages(manifest, splits, root);
    await temporary.end();
    const held = await importFiles(files);
    const left = await namesIn("images-being-read");
    return { manifest, opened: opened.length, isSame: held.manifest.hash === manifest.hash, left };
  },
  /** Begins to read and never ends. */
  async begin() {
    const room = await temporaryFiles("begun", root).open(1000);
    room.write(0, new Uint8Array(1000));
    await listImages(root);
    return namesIn("images-being-read");
  },
  async list() {
    await listImages(root);
    return namesIn("images-being-read");
  },
  async train(manifest: Manifest, mostHeld?: number) {
    const cache = withKeptImages(undefined, root, mostHeld);
    const events = await trainToEnd(on(manifest), await openWasm(undefined, null), { cache });
    const set = await cache.get(keyOf(manifest));
    return { events, isHeld: set !== null && areHeld(set.images) };
  },
  async open(manifest: Manifest) {
    held = await withKeptImages(undefined, root, 0).get(keyOf(manifest));
    return held !== null && !areHeld(held.images);
  },
  pictures: () => Promise.resolve(PICTURES.map((index) => held && imageAt(held, index))),
  async remove(manifest: Manifest) {
    const fault = await faultOf(removeImages(keyOfHash(manifest.hash), root));
    return { fault, kept: (await listImages(root)).length };
  },
  /** Keeps everybody else from handles on the file, as a browser does that knows no reading ones. */
  async hold(manifest: Manifest) {
    claimed = await trainFile(manifest);
  },
  letGo: () => Promise.resolve(claimed?.close()),
  /** Changes one bit of a picture. @throws DOMException while somebody reads it */
  async damage(manifest: Manifest) {
    const file = await trainFile(manifest);
    const byte = new Uint8Array(1);
    file.read(byte, { at: 200 });
    file.write(Uint8Array.of((byte[0] ?? 0) ^ 4), { at: 200 });
    file.close();
  },
};

interface Scope {
  postMessage(message: { readonly id: number; readonly answer?: unknown; readonly failure?: string }): void;
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
}

/** In a worker; whoever imports this for its types and names asks nothing. */
if (typeof document === "undefined") {
  const scope = globalThis as unknown as Scope;
  scope.onmessage = ({ data: { id, task, manifest, mostHeld } }) => {
    (tasks[task] as (manifest?: Manifest, mostHeld?: number) => Promise<unknown>)(manifest, mostHeld).then(
      (answer) => scope.postMessage({ id, answer }),
      (error: unknown) => scope.postMessage({ id, failure: String(error) }),
    );
  };
}
