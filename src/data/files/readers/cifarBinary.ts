import { DatasetError } from "../../datasetError";
import { batchesInOrder, cifarSplits, coarseClasses, type CifarBatch } from "../cifarSplits";
import { findKnownSet } from "../knownSets";
import type { ReadImages } from "../manifest";
import type { ReadContext, Reader } from "../reader";
import { interleave } from "../planes";
import { baseName, partsOf, type SourceFile } from "../sourceFile";

const SIDE = 32;
const PIXELS = 3 * SIDE * SIDE;
/** Records that are read at a time. */
const PER_PART = 1000;
const TEN = /^(data_batch_\d|test_batch)\.bin$/i;
const HUNDRED = /^(train|test)\.bin$/i;

/**
 * CIFAR-10 and CIFAR-100 in their binary version: records of one label (two of CIFAR-100, coarse and fine) and the planes of red,
 * green and blue, 32 × 32 each.
 * Source: A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html
 */
export const cifarBinary: Reader = {
  kind: "cifarBinary",
  title: "CIFAR-10 and CIFAR-100, binary version",
  recognises: (files) => files.some(({ path }) => TEN.test(baseName(path)) || HUNDRED.test(baseName(path))),
  async read(files, context) {
    const tens = files.filter(({ path }) => TEN.test(baseName(path)));
    const hundreds = files.filter(({ path }) => HUNDRED.test(baseName(path)));
    return tens.length > 0 ? readTen(tens, files, context) : readHundred(hundreds, files, context);
  },
};

async function readTen(
  batches: readonly SourceFile[],
  files: readonly SourceFile[],
  context: ReadContext,
): Promise<ReadImages> {
  const classNames = (await namesOf(files, "batches.meta.txt")) ?? findKnownSet("cifar-10")?.classNames ?? [];
  const records = await recordsOf(batches, { labels: 1, at: 0, classes: classNames.length }, context);
  return { name: "cifar-10", splits: cifarSplits(records, context.note), classNames };
}

async function readHundred(
  batches: readonly SourceFile[],
  files: readonly SourceFile[],
  context: ReadContext,
): Promise<ReadImages> {
  const fine = await namesOf(files, "fine_label_names.txt");
  const classNames = fine ?? Array.from({ length: 100 }, (_, index) => `${index}`);
  const records = await recordsOf(batches, { labels: 2, at: 1, classes: classNames.length }, context);
  const coarseNames = await namesOf(files, "coarse_label_names.txt");
  const coarse = coarseClasses(records, classNames.length, coarseNames);
  return { name: "cifar-100", splits: cifarSplits(records, context.note), classNames, ...(coarse && { coarse }) };
}

async function recordsOf(
  batches: readonly SourceFile[],
  layout: { readonly labels: number; readonly at: number; readonly classes: number },
  { note, signal, onProgress, rooms }: ReadContext,
): Promise<readonly CifarBatch[]> {
  const bytesEach = layout.labels + PIXELS;
  const sorted = batchesInOrder(batches, note);
  const total = sorted.reduce((sum, { size }) => sum + Math.floor(size / bytesEach), 0);
  const read: CifarBatch[] = [];
  let done = 0;
  for (const file of sorted) {
    signal.throwIfAborted();
    const part = partsOf(file);
    const count = Math.floor(file.size / bytesEach);
    if (file.size === 0 || file.size % bytesEach !== 0) {
      throw new DatasetError({ code: "cutOff", file: file.path, bytes: file.size, needs: (count + 1) * bytesEach });
    }
    const room = await rooms.take(count * PIXELS);
    const labels = new Uint16Array(count);
    const coarse = new Uint8Array(count);
    let bytes = new Uint8Array(0);
    const pixels = new Uint8Array(PIXELS);
    for (let image = 0; image < count; image += 1) {
      if (image % PER_PART === 0) {
        signal.throwIfAborted();
        bytes = await part(image * bytesEach, PER_PART * bytesEach);
      }
      const place = (image % PER_PART) * bytesEach;
      const record = bytes.subarray(place, place + bytesEach);
      const label = record[layout.at] ?? 0;
      if (label >= layout.classes) {
        throw new DatasetError({ code: "labelOutOfRange", file: file.path, label, classes: layout.classes, image });
      }
      labels[image] = label;
      coarse[image] = record[0] ?? 0;
      interleave(record.subarray(layout.labels), pixels, 0, SIDE * SIDE, 3);
      room.write(image * PIXELS, pixels);
    }
    const images = room.pixels(count * PIXELS);
    read.push({ file, coarse, set: { count, height: SIDE, width: SIDE, channels: 3, images, labels } });
    done += count;
    onProgress(done, total);
  }
  return read;
}

/** The lines of a file of names; undefined where it is not among the files. */
async function namesOf(files: readonly SourceFile[], name: string): Promise<readonly string[] | undefined> {
  const file = files.find(({ path }) => baseName(path) === name);
  if (file === undefined) return undefined;
  const lines = new TextDecoder().decode(await file.read()).split("\n");
  const names = lines.map((line) => line.trim()).filter((line) => line !== "");
  return names.length === 0 ? undefined : names;
}
