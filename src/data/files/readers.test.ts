import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { datasetText, noteText } from "../../ui/words/datasetWords";
import { DatasetError } from "../datasetError";
import type { ImageSet } from "../imageSet";
import type { ImageSplits } from "./imageSplits";
import { readers } from "./readers";
import {
  cifarHundredFiles,
  cifarTenFiles,
  csvFiles,
  drawnSplits,
  gzipOf,
  idxFiles,
  importFiles,
  marketFiles,
  numpyFiles,
  pictureFiles,
  pngOf,
  tarOf,
  tinyImagenetFiles,
  zipOf,
  type Files,
} from "./testing/containers";
import { cifarHundredParquet, cifarTenParquet } from "./testing/parquets";
import { cifarHundredPython, cifarTenPython } from "./testing/pickles";
import { heldBytes } from "../testing/heldBytes";

/** Pictures in folders come class by class: a set in that order, for layouts that keep any. */
function byClass({ train, test: tests }: ImageSplits): ImageSplits {
  const sorted = (set: ImageSet): ImageSet => {
    const order = [...set.labels.keys()].toSorted((a, b) => (set.labels[a] ?? 0) - (set.labels[b] ?? 0));
    const bytes = set.images.length / set.count;
    const images = new Uint8Array(set.images.length);
    order.forEach((from, to) => images.set(heldBytes(set).subarray(from * bytes, (from + 1) * bytes), to * bytes));
    return { ...set, images, labels: Uint16Array.from(order, (index) => set.labels[index] ?? 0) };
  };
  return { train: sorted(train), test: sorted(tests) };
}

const colour = byClass(drawnSplits(32, 3, 10));
const grey = byClass(drawnSplits(28, 1, 10));
const gzipped = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${path}.gz`, gzipOf(bytes)]));

/** Every official layout of the two sets. A new reader adds its own here: the test below asks for one of each. */
const layouts: readonly (readonly [name: string, reader: string, of: ImageSplits, files: Files])[] = [
  ["IDX", "idx", grey, idxFiles(grey)],
  ["IDX.gz", "idx", grey, gzipped(idxFiles(grey))],
  ["IDX in a zip", "idx", grey, { "archive.zip": zipOf(idxFiles(grey)) }],
  ["IDX in colour", "idx", colour, idxFiles(colour)],
  ["CIFAR-10, single files", "cifarBinary", colour, cifarTenFiles(colour)],
  ["CIFAR-10, tar.gz", "cifarBinary", colour, { "cifar-10-binary.tar.gz": gzipOf(tarOf(cifarTenFiles(colour))) }],
  ["CIFAR-100, tar", "cifarBinary", colour, { "cifar-100-binary.tar": tarOf(cifarHundredFiles(colour, 10)) }],
  ["CIFAR-10 of torchvision, folder", "cifarPython", colour, cifarTenPython(colour)],
  [
    "CIFAR-10 of torchvision, tar.gz",
    "cifarPython",
    colour,
    { "cifar-10-python.tar.gz": gzipOf(tarOf(cifarTenPython(colour))) },
  ],
  ["CIFAR-100 of torchvision", "cifarPython", colour, cifarHundredPython(colour, 10)],
  ["CIFAR-10 of Hugging Face", "parquet", colour, cifarTenParquet(colour)],
  ["CIFAR-100 of Hugging Face", "parquet", colour, cifarHundredParquet(colour, 10)],
  ["npz", "numpy", grey, { "pathmnist.npz": zipOf(numpyFiles(grey)) }],
  ["npz in colour", "numpy", colour, { "pathmnist.npz": zipOf(numpyFiles(colour)) }],
  ["npy", "numpy", colour, numpyFiles(colour)],
  ["CSV", "csv", grey, csvFiles(grey)],
  ["CSV in colour, zipped", "csv", colour, { "tables.zip": zipOf(csvFiles(colour)) }],
  ["Tiny ImageNet", "tinyImagenet", colour, tinyImagenetFiles(colour, 10)],
  ["Tiny ImageNet, zip", "tinyImagenet", colour, { "tiny-imagenet-200.zip": zipOf(tinyImagenetFiles(colour, 10)) }],
  ["folder of PNG", "folders", colour, pictureFiles(colour)],
  ["zip of PNG", "folders", grey, { "pictures.zip": zipOf(pictureFiles(grey)) }],
  ["tar.gz of PNG", "folders", grey, { "pictures.tgz": gzipOf(tarOf(pictureFiles(grey))) }],
];

/** Sets of people are of no class: `market.test.ts` says what comes of them. */
const people: (typeof layouts)[number] = [
  "people",
  "market",
  colour,
  marketFiles((index) => pngOf(colour.train, index)),
];

test("every reader is tested with a layout of its own", () => {
  expect(new Set([...layouts, people].map(([, reader]) => reader))).toEqual(new Set(readers.map(({ kind }) => kind)));
});

const hashes = new Map<ImageSplits, string>();

test.each(layouts)("%s: the same images have the same identity", async (_, reader, splits, files) => {
  const read = await importFiles(files);
  expect(read.reader).toBe(reader);
  expect(read.splits).toEqual(splits);
  expect(read.manifest).toMatchObject({
    counts: { train: 30, test: 20 },
    height: splits.train.height,
    channels: splits.train.channels,
  });
  expect(read.manifest.classNames).toHaveLength(10);
  expect(read.manifest.hash).toMatch(/^[0-9a-f]{64}$/);
  hashes.set(splits, hashes.get(splits) ?? read.manifest.hash);
  expect(read.manifest.hash).toBe(hashes.get(splits));
  expect(read.notes).toEqual([]);
});

describe.each([...layouts, people])("%s", (_, __, ___, files) => {
  test("changed bytes are read, or refused with a sentence", async () => {
    const paths = Object.keys(files);
    const changed = fc.record({
      path: fc.constantFrom(...paths),
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      kept: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    });
    await fc.assert(
      fc.asyncProperty(changed, async ({ path, at, byte, kept }) => {
        const bytes = Uint8Array.from(files[path] ?? []);
        // Half of the changes hit the first bytes, where headers are.
        bytes[at % (at % 2 === 0 ? bytes.length : Math.min(bytes.length, 600))] = byte;
        const damaged = { ...files, [path]: bytes.slice(0, Math.floor(kept * bytes.length)) };
        try {
          const { notes } = await importFiles(damaged);
          for (const note of notes) expect(noteText(note)).toMatch(/\.$/);
        } catch (error) {
          if (!(error instanceof DatasetError)) throw error;
          expect(datasetText(error.fault)).toMatch(/\.$/);
        }
      }),
      { numRuns: 25, seed: 17 },
    );
  });

  test("can be stopped", async () => {
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    await expect(importFiles(files, { signal: stop.signal })).rejects.toThrow("enough");
  });
});

test("a class may be called like anything that objects of the language have", async () => {
  const drawn = drawnSplits(8, 3, 4);
  const names = ["constructor", "__proto__", "toString", "valueOf"];
  const files: Files = Object.fromEntries(
    Object.entries(pictureFiles(drawn)).map(([path, bytes]) => {
      const [, split = "", name = "", file = ""] = path.split("/");
      return [`constructor/${split}/${names[Number(name.slice(-1))] ?? name}/${file}`, bytes];
    }),
  );
  const { manifest } = await importFiles(files);
  expect(manifest.counts).toMatchObject({ train: drawn.train.count, test: drawn.test.count });
  expect(manifest.classNames.toSorted()).toEqual(expect.arrayContaining(["__proto__", "constructor"]));
});
