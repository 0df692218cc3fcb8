import { describe, expect, test } from "vitest";
import { DatasetError } from "../datasetError";
import type { ImageSplits } from "./imageSplits";
import { drawnSet, drawnSplits, importFiles, numpyFiles, pictureFiles, zipOf, type Files } from "./testing/containers";
import { parquetOf } from "./testing/parquets";

const splits: ImageSplits = { ...drawnSplits(8, 3, 4), val: drawnSet(7, 8, 3, 4, 3) };
const { val: _, ...without } = splits;

const layouts: readonly (readonly [string, Files, Files])[] = [
  ["npz", { "set.npz": zipOf(numpyFiles(splits)) }, { "set.npz": zipOf(numpyFiles(without)) }],
  ["folders", pictureFiles(splits), pictureFiles(without)],
];

describe.each(layouts)("a set's own validation images, %s", (layout, files, filesWithout) => {
  test("are kept apart from test, and leave the set's identity as it is", async () => {
    const read = await importFiles(files);
    const plain = await importFiles(filesWithout);
    expect(read.manifest).toMatchObject({ hash: plain.manifest.hash, counts: { train: 12, test: 8 } });
    expect(read.manifest.validation).toMatchObject({ images: 7 });
    expect(read.manifest.validation?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(plain.manifest.validation).toBeUndefined();
    expect(read.notes).toEqual([]);
    // In folders they stand class by class.
    const labels = [...(splits.val?.labels ?? [])];
    expect([...(read.splits.val?.labels ?? [])]).toEqual(layout === "npz" ? labels : labels.toSorted());
    if (layout === "npz") expect(read.splits.val?.images).toEqual(splits.val?.images);
  });
});

test("they are those of a table's validation part, too", async () => {
  const part = (count: number, key: number) => ({
    set: drawnSet(count, 8, 3, 2, key),
    labels: Array.from({ length: count }, (_label, index) => index % 2),
  });
  const [train, val, tested] = [part(6, 1), part(4, 2), part(2, 3)];
  const { manifest, splits: read } = await importFiles({
    "data/train-00000-of-00001.parquet": parquetOf(train.set, "image", { label: train.labels }, {}),
    "data/validation-00000-of-00001.parquet": parquetOf(val.set, "image", { label: val.labels }, {}),
    "data/test-00000-of-00001.parquet": parquetOf(tested.set, "image", { label: tested.labels }, {}),
  });
  expect(manifest).toMatchObject({ counts: { train: 6, test: 2 }, validation: { images: 4 } });
  expect(read.val?.images).toEqual(val.set.images);
});

test("a validation split of its own class or size is refused", async () => {
  const larger = { ...splits, val: drawnSet(7, 10, 3, 4, 3) };
  await expect(importFiles(numpyFiles(larger))).rejects.toThrow(/splitsDiffer/);
  await expect(importFiles(numpyFiles(larger))).rejects.toThrow(DatasetError);
});
