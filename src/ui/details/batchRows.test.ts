import { describe, expect, it } from "vitest";
import { createBatchBuilder } from "../../data/batch";
import { imageBytes, type ImageSet } from "../../data/imageSet";
import { heldBytes } from "../../data/testing/heldBytes";
import { datasetEntry, datasetInfoOf } from "../../experiment/network";
import { findPreset, smallData } from "../../experiment/presets";
import { batchRows } from "./batchRows";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const info = datasetInfoOf(smoke);
const { train } = await datasetEntry(smoke.dataset.kind).load(smoke.dataset, smoke.seed);
const plain = { ...smoke, augmentation: { ...smoke.augmentation, flip: false, shift: 0 } };

const bytesOf = (set: ImageSet, index: number): readonly number[] => {
  const size = imageBytes(set);
  return [...heldBytes(set).subarray(index * size, (index + 1) * size)];
};

describe("the batch that is shown", () => {
  it("is the one that training makes", () => {
    const { seed, training, augmentation } = smoke;
    const trained = createBatchBuilder(train, info, { seed, batchSize: training.batchSize, augmentation }).build(7);
    const shown = batchRows(train, info, smoke, 7, 1, 5);
    expect(shown.rows.map(({ index }) => index)).toEqual([...trained.indices.subarray(0, 5)]);
    expect(shown.rows.map(({ label }) => label)).toEqual([...trained.labels.subarray(0, 5)]);
    expect(batchRows(train, info, smoke, 8, 1, 5).rows).not.toEqual(shown.rows);
  });

  it("shows stored bytes where nothing is changed", () => {
    const { rows, views } = batchRows(train, info, plain, 3, 1, 8);
    const [view] = views;
    rows.forEach(({ index }, row) => {
      expect(view === undefined ? [] : bytesOf(view, row)).toEqual(bytesOf(train, index));
    });
  });

  it("shows mirrored images mirrored", () => {
    const mirrored = { ...plain, augmentation: { ...smoke.augmentation, flip: true, shift: 0 } };
    const { rows, views } = batchRows(train, info, mirrored, 3, 1, 16);
    const { width, channels } = train;
    const turned = (bytes: readonly number[]): readonly number[] =>
      bytes.map((_, at) => {
        const column = Math.floor(at / channels) % width;
        return bytes[at + (width - 1 - 2 * column) * channels] ?? 0;
      });
    const kinds = rows.map(({ index }, row) => {
      const [stored, seen] = [bytesOf(train, index), views[0] === undefined ? [] : bytesOf(views[0], row)];
      if (seen.join() === stored.join()) return "same";
      return seen.join() === turned(stored).join() ? "mirrored" : "other";
    });
    expect(new Set(kinds)).toEqual(new Set(["same", "mirrored"]));
  });

  it("draws two views of the same images where a method contrasts them", () => {
    const moved = { ...plain, augmentation: { ...smoke.augmentation, flip: true, shift: 2 } };
    const { rows, views } = batchRows(train, info, moved, 3, 2, 16);
    expect(views.length).toBe(2);
    const same = rows.filter(
      (_, row) => views[0] && views[1] && bytesOf(views[0], row).join() === bytesOf(views[1], row).join(),
    );
    expect(same.length).toBeLessThan(rows.length / 2);
  });

  it("says whose labels are withheld", () => {
    const half = { ...plain, training: { ...plain.training, labelled: 0.5 } };
    const withheld = batchRows(train, info, half, 0, 1, half.training.batchSize).rows.filter((row) => row.withheld);
    expect(withheld.length).toBeGreaterThan(0);
    expect(withheld.length).toBeLessThan(half.training.batchSize);
    expect(batchRows(train, info, plain, 0, 1, 8).rows.some((row) => row.withheld)).toBe(false);
  });
});
