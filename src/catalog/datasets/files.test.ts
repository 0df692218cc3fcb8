import { expect, test } from "vitest";
import { drawnSplits, idxFiles, importFiles } from "../../data/files/testing/containers";
import { importedKey, keyOfHash } from "../../data/files/imagesKey";
import { DatasetError } from "../../data/datasetError";
import type { ImageSet } from "../../data/imageSet";
import { decodeLink } from "../../experiment/link/decode";
import { encodeLink } from "../../experiment/link/encode";
import { findPreset } from "../../experiment/presets";
import { datasetInfoOf } from "../../experiment/network";
import { initialValues } from "../../schema/field";
import { files } from "./files";
import { filesConfig } from "./filesConfig";

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
  for (const wrong of [{ trainCount: 11 }, { height: 8 }, { classes: 3 }, { hash: "0".repeat(16) }]) {
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
