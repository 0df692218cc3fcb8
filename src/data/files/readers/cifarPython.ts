import { DatasetError } from "../../datasetError";
import { batchesInOrder, cifarSplits, coarseClasses, type CifarBatch } from "../cifarSplits";
import { findKnownSet } from "../knownSets";
import type { ReadImages } from "../manifest";
import { arrayOfPickled, readPickle, textOfPickled, type Pickled } from "../pickle";
import { interleave } from "../planes";
import type { ReadContext, Reader } from "../reader";
import { baseName, foldersOf, readWhole, type SourceFile } from "../sourceFile";

const SIDE = 32;
const PIXELS = 3 * SIDE * SIDE;
const TEN = /^(data_batch_\d|test_batch)$/;
const HUNDRED = /^(train|test)$/;
const HUNDRED_FOLDER = "cifar-100-python";

const isTen = ({ path }: SourceFile): boolean => TEN.test(baseName(path));
const isHundred = ({ path }: SourceFile): boolean =>
  HUNDRED.test(baseName(path)) && foldersOf(path).at(-1) === HUNDRED_FOLDER;

/**
 * CIFAR-10 and CIFAR-100 in their version for Python, as torchvision leaves it on the disk: a pickle for each batch, a dictionary of
 * `data` (`[images, 3072]`, planes of red, green and blue) and `labels`, or `fine_labels` and `coarse_labels`.
 * Source: A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html; pytorch/vision, torchvision/datasets/cifar.py
 */
export const cifarPython: Reader = {
  kind: "cifarPython",
  title: "CIFAR-10 and CIFAR-100, Python version",
  recognises: (files) => files.some((file) => isTen(file) || isHundred(file)),
  async read(files, context) {
    return files.some(isTen) ? readTen(files, context) : readHundred(files, context);
  },
};

async function readTen(files: readonly SourceFile[], context: ReadContext): Promise<ReadImages> {
  const names = await namesOf(files, "batches.meta", "label_names");
  const classNames = names ?? findKnownSet("cifar-10")?.classNames ?? [];
  const batches = await batchesOf(files.filter(isTen), { labels: "labels", classes: classNames.length }, context);
  return { name: "cifar-10", splits: cifarSplits(batches, context.note), classNames };
}

async function readHundred(files: readonly SourceFile[], context: ReadContext): Promise<ReadImages> {
  const own = files.filter(({ path }) => foldersOf(path).at(-1) === HUNDRED_FOLDER);
  const fine = await namesOf(own, "meta", "fine_label_names");
  const classNames = fine ?? Array.from({ length: 100 }, (_, index) => `${index}`);
  const layout = { labels: "fine_labels", coarse: "coarse_labels", classes: classNames.length };
  const batches = await batchesOf(own.filter(isHundred), layout, context);
  const coarse = coarseClasses(batches, classNames.length, await namesOf(own, "meta", "coarse_label_names"));
  return { name: "cifar-100", splits: cifarSplits(batches, context.note), classNames, ...(coarse && { coarse }) };
}

interface Layout {
  /** Keys of its dictionary. */
  readonly labels: string;
  readonly coarse?: string;
  readonly classes: number;
}

async function batchesOf(
  files: readonly SourceFile[],
  layout: Layout,
  { note, signal, onProgress }: ReadContext,
): Promise<readonly CifarBatch[]> {
  const sorted = batchesInOrder(files, note);
  const total = sorted.reduce((sum, { size }) => sum + Math.floor(size / PIXELS), 0);
  const read: CifarBatch[] = [];
  let done = 0;
  for (const file of sorted) {
    signal.throwIfAborted();
    const batch = batchOf(file, await dictionaryOf(file), layout);
    read.push(batch);
    done += batch.set.count;
    onProgress(done, Math.max(done, total));
  }
  return read;
}

function batchOf(file: SourceFile, dictionary: ReadonlyMap<string, Pickled>, layout: Layout): CifarBatch {
  const array = arrayOfPickled(dictionary.get("data"));
  if (array === undefined || array.columns !== PIXELS || array.rows === 0) {
    throw new DatasetError({ code: "partMissing", file: file.path, part: `data (images × ${PIXELS})` });
  }
  const { rows: count, data } = array;
  const numbers = (key: string): readonly number[] => {
    const list = dictionary.get(key);
    if (!Array.isArray(list)) throw new DatasetError({ code: "partMissing", file: file.path, part: key });
    if (list.length !== count) {
      throw new DatasetError({ code: "counts", file: file.path, images: count, labels: list.length });
    }
    return list.map((value) => (typeof value === "number" ? value : Number.NaN));
  };
  const labels = numbers(layout.labels);
  const image = labels.findIndex((label) => !(label >= 0 && label < layout.classes));
  if (image >= 0) {
    const label = labels[image] ?? 0;
    throw new DatasetError({ code: "labelOutOfRange", file: file.path, label, classes: layout.classes, image });
  }
  const images = new Uint8Array(count * PIXELS);
  for (let at = 0; at < count * PIXELS; at += PIXELS) {
    interleave(data.subarray(at, at + PIXELS), images, at, SIDE * SIDE, 3);
  }
  return {
    file,
    coarse: layout.coarse === undefined ? [] : numbers(layout.coarse),
    set: { count, height: SIDE, width: SIDE, channels: 3, images, labels: Uint16Array.from(labels) },
  };
}

async function dictionaryOf(file: SourceFile): Promise<ReadonlyMap<string, Pickled>> {
  const bytes = await readWhole(file);
  if (bytes[0] !== 0x80) {
    const found = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
    throw new DatasetError({ code: "notOfForm", file: file.path, form: "cifarPython", found: `0x${found}` });
  }
  const value = readPickle(bytes, file.path);
  if (value instanceof Map) return value;
  throw new DatasetError({ code: "partMissing", file: file.path, part: "data" });
}

/** A list of names of a file beside the batches; undefined where it is not among the files. */
async function namesOf(
  files: readonly SourceFile[],
  name: string,
  key: string,
): Promise<readonly string[] | undefined> {
  const file = files.find(({ path }) => baseName(path) === name);
  const list = file && (await dictionaryOf(file)).get(key);
  if (!Array.isArray(list)) return undefined;
  const names = list.flatMap((each) => textOfPickled(each) ?? []);
  return names.length === list.length && names.length > 0 ? names : undefined;
}
