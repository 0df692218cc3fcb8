import { expect, test } from "vitest";
import {
  cifarHundredFiles,
  drawnSet,
  drawnSplits,
  idxFiles,
  importFiles,
  marketFiles,
  numpyFiles,
  pictureFiles,
  pngOf,
} from "../data/files/testing/containers";
import { noteClassNames } from "../data/files/classNamesAtHand";
import { imagesInMemory } from "../data/files/imagesInMemory";
import { importedKey, keyOfHash } from "../data/files/imagesKey";
import { DatasetError } from "../data/datasetError";
import type { ImageSet } from "../data/imageSet";
import { decodeLink } from "./link/decode";
import { encodeLink } from "./link/encode";
import { findPreset } from "./presets";
import { datasetInfoOf } from "./network";
import { trainedImages, watchedImages, watchedSplit } from "./validation";
import { initialValues } from "../schema/field";
import { files } from "../catalog/datasets/files";
import { filesConfig } from "../catalog/datasets/filesConfig";

const smoke = findPreset("smoke")?.experiment;

const cacheOf = (sets: ReadonlyMap<string, ImageSet>) => ({
  get: (key: string) => Promise.resolve(sets.get(key) ?? null),
  put: () => Promise.resolve(),
});

test("an experiment on files survives a link, and finds the images by their hash", async () => {
  if (smoke === undefined) throw new Error("the preset is gone");
  const { manifest, splits } = await importFiles(idxFiles(drawnSplits(16, 3, 4)));
  const dataset = filesConfig(manifest);
  const experiment = { ...smoke, dataset };
  expect(decodeLink(encodeLink(experiment)).experiment.dataset).toEqual(dataset);
  expect(datasetInfoOf(experiment)).toMatchObject({
    height: 16,
    channels: 3,
    classes: 4,
    trainCount: 12,
    testCount: 8,
    normalise: manifest.mean.map((mean, channel) => ({ mean, deviation: manifest.deviation[channel] })),
  });
  const key = keyOfHash(manifest.hash);
  const sets = new Map([
    [importedKey(key, "train"), splits.train],
    [importedKey(key, "test"), splits.test],
  ]);
  expect(await files.load(dataset, 1, { cache: cacheOf(sets) })).toEqual(splits);
  // A link that somebody changed by hand asks for what the hash does not name.
  const changed = (at: number, value: number) => ({ sizes: dataset.sizes.with(at, value) });
  for (const wrong of [changed(4, 11), changed(0, 8), changed(3, 3), { hash: "0".repeat(16) }]) {
    const loading = files.load({ ...dataset, ...wrong }, 1, { cache: cacheOf(sets) });
    await expect(loading).rejects.toThrow(DatasetError);
    await expect(loading).rejects.toThrow(/imagesMissing/);
  }
});

test("without images there is nothing to train on, and the link says so", async () => {
  const { experiment, issues } = decodeLink("v1&d=files");
  expect(issues).toContainEqual({ path: "dataset.hash", what: { code: "noImagesChosen" }, blocking: true });
  expect(experiment.dataset).toEqual({ kind: "files", ...initialValues(files.fields) });
  await expect(files.load(initialValues(files.fields), 1)).rejects.toThrow(/nothingChosen/);
});

test("sizes that a link leaves out or overdoes build no giants", () => {
  const { experiment } = decodeLink("v1&d=files&files.sizes=1e7.1e7.1e7.1e7");
  expect(datasetInfoOf(experiment)).toMatchObject({ height: 1024, channels: 4, classes: 10_000, trainCount: 50_000 });
});

test("an experiment on pictures of people finds them again instead of classifying them", async () => {
  const drawn = drawnSet(11, 16, 3, 2, 5);
  const { manifest, splits } = await importFiles(marketFiles((index) => pngOf(drawn, index)));
  const config = filesConfig(manifest);
  expect(files.describe(config)).toMatchObject({ classes: 2, testCount: 7, retrieval: { queriesFirst: 2 } });
  const key = keyOfHash(manifest.hash);
  const sets = new Map([
    [importedKey(key, "train"), splits.train],
    [importedKey(key, "test"), splits.test],
  ]);
  expect(await files.load(config, 1, { cache: cacheOf(sets) })).toEqual(splits);
});

test("the coarse classes of a set can be learnt instead of its own", async () => {
  if (smoke === undefined) throw new Error("the preset is gone");
  const { manifest, splits } = await importFiles(cifarHundredFiles(drawnSplits(32, 3, 10), 10));
  const dataset = filesConfig(manifest, "coarse");
  const experiment = { ...smoke, dataset };
  const link = encodeLink(experiment);
  expect(link).toContain("files.coarse=5");
  expect(decodeLink(link).experiment.dataset).toEqual(dataset);
  expect(encodeLink({ ...smoke, dataset: filesConfig(manifest) })).not.toContain("coarse");
  expect(datasetInfoOf(experiment)).toMatchObject({ classes: 5, trainCount: 30 });
  noteClassNames(manifest);
  expect(files.describe(dataset).classNames[4]).toBe("coarse_4");
  expect(files.describe(filesConfig(manifest)).classNames[9]).toBe("fine_9");
  const cache = imagesInMemory(manifest, splits);
  const loaded = await files.load({ ...dataset, order: "stored" }, 1, { cache });
  expect([...loaded.test.labels]).toEqual(Array.from(splits.test.labels, (label) => label >> 1));
  expect(loaded.test.images).toEqual(splits.test.images);
  // A set without coarse classes cannot be trained on them.
  const { coarse: _, ...without } = manifest;
  await expect(files.load(dataset, 1, { cache: imagesInMemory(without, splits) })).rejects.toThrow(/imagesMissing/);
});

test("a set's own validation images are watched unless its test images are chosen, or a share of its training images", async () => {
  if (smoke === undefined) throw new Error("the preset is gone");
  const drawn = { ...drawnSplits(8, 3, 4), val: drawnSet(7, 8, 3, 4, 3) };
  const { manifest, splits } = await importFiles(numpyFiles(drawn));
  const cache = imagesInMemory(manifest, splits);
  const dataset = filesConfig(manifest);
  const experiment = { ...smoke, dataset };
  expect(decodeLink(encodeLink(experiment)).experiment.dataset).toEqual(dataset);
  expect([watchedSplit(experiment), watchedImages(experiment), trainedImages(experiment)]).toEqual([
    "validation",
    7,
    12,
  ]);
  const loaded = await files.load(dataset, 1, { cache });
  expect(loaded.validation?.count).toBe(7);
  const shared = { ...experiment, training: { ...experiment.training, validation: 0.25 } };
  expect([watchedSplit(shared), watchedImages(shared), trainedImages(shared)]).toEqual(["validation", 3, 9]);
  const tested = { ...experiment, dataset: filesConfig(manifest, "fine", "test") };
  expect([watchedSplit(tested), watchedImages(tested), trainedImages(tested)]).toEqual(["test", 8, 12]);
  expect((await files.load(tested.dataset, 1, { cache })).validation).toBeUndefined();
  // Other validation images than the link names are as good as none.
  const others = imagesInMemory(manifest, { ...splits, val: drawnSet(7, 8, 3, 4, 9) });
  await expect(files.load(dataset, 1, { cache: others })).rejects.toThrow(/imagesMissing/);
  const { val: _, ...without } = splits;
  await expect(files.load(dataset, 1, { cache: imagesInMemory(manifest, without) })).rejects.toThrow(/imagesMissing/);
});

test("images in folders are tested in an order that shows every class at once; links from before keep theirs", async () => {
  const drawn = drawnSplits(8, 3, 4);
  const { manifest, splits } = await importFiles(pictureFiles(drawn));
  const cache = imagesInMemory(manifest, splits);
  const dataset = filesConfig(manifest);
  expect([...(await files.load(dataset, 1, { cache })).test.labels]).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  const before = { ...dataset, order: files.fields.order.initial };
  expect((await files.load(before, 1, { cache })).test).toBe(splits.test);
  expect([...splits.test.labels]).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
});
