import { describe, expect, test } from "vitest";
import { drawAt, unitAt } from "../random/mix32";
import { streamKey } from "../random/purpose";
import { unchanged } from "./augment/augmentation";
import { isMirrored } from "./augment/mirror";
import { offsetOf } from "./augment/shift";
import { createBatchBuilder, evaluationBatch, type BuiltBatch } from "./batch";
import { batchIndices } from "./batchOrder";
import type { DatasetInfo } from "./datasetInfo";
import type { HeldSet } from "./imageSet";
import { createSourceBuilder } from "./sourceBuilder";
import { setApart } from "./validationShare";

const [COUNT, HEIGHT, WIDTH, CHANNELS] = [40, 6, 4, 3];
const MEAN = 0.42;
const DEVIATION = 0.2;

const set: HeldSet = {
  count: COUNT,
  height: HEIGHT,
  width: WIDTH,
  channels: CHANNELS,
  images: Uint8Array.from({ length: COUNT * HEIGHT * WIDTH * CHANNELS }, (_, j) => drawAt(1, j + 1) & 255),
  labels: Uint16Array.from({ length: COUNT }, (_, j) => j % 7),
};

const info: DatasetInfo = {
  height: HEIGHT,
  width: WIDTH,
  channels: CHANNELS,
  classes: 7,
  trainCount: COUNT,
  testCount: 0,
  classNames: ["a", "b", "c", "d", "e", "f", "g"],
  normalise: { mean: MEAN, deviation: DEVIATION },
  hierarchies: [],
};

function copyOf(batch: BuiltBatch): BuiltBatch {
  return { images: batch.images.slice(), labels: batch.labels.slice(), indices: batch.indices.slice() };
}

/** A set's value, normalised, with zeros around it as if the normalised tensor had been padded. */
function paddedValue(image: number, row: number, column: number, channel: number): number {
  if (row < 0 || row >= HEIGHT || column < 0 || column >= WIDTH) return 0;
  const byte = set.images[((image * HEIGHT + row) * WIDTH + column) * CHANNELS + channel] ?? Number.NaN;
  return Math.fround((byte / 255 - MEAN) / DEVIATION);
}

/** The specification once more, one value at a time: mirror, then pad, then cut out. */
function naiveBatch(
  seed: number,
  batchSize: number,
  flip: boolean,
  shift: number,
  step: number,
  view: number,
): number[] {
  const flipKey = streamKey(seed, "flip", step, view);
  const shiftKey = streamKey(seed, "shift", step, view);
  const values: number[] = [];
  for (const [row, image] of batchIndices(seed, step, COUNT, batchSize).entries()) {
    const mirrored = flip && unitAt(flipKey, row + 1) < 0.5;
    const down = Math.floor(unitAt(shiftKey, 2 * row + 1) * (2 * shift + 1)) - shift;
    const right = Math.floor(unitAt(shiftKey, 2 * row + 2) * (2 * shift + 1)) - shift;
    for (let r = 0; r < HEIGHT; r++) {
      for (let c = 0; c < WIDTH; c++) {
        const column = mirrored ? WIDTH - 1 - (c + right) : c + right;
        for (let channel = 0; channel < CHANNELS; channel++) values.push(paddedValue(image, r + down, column, channel));
      }
    }
  }
  return values;
}

describe("training batches", () => {
  test.each([
    { flip: false, shift: 0 },
    { flip: true, shift: 0 },
    { flip: false, shift: 2 },
    { flip: true, shift: 3 },
  ])("equal the specification with flip $flip, shift $shift", ({ flip, shift }) => {
    const augmentation = { ...unchanged, flip, shift };
    const builder = createBatchBuilder(set, info, { seed: 5, batchSize: 16, augmentation });
    for (const [step, view] of [
      [7, 0],
      [0, 0],
      [7, 1],
    ] as const) {
      const batch = builder.build(step, view);
      expect([...batch.images]).toEqual(naiveBatch(5, 16, augmentation.flip, augmentation.shift, step, view));
      expect(batch.indices).toEqual(batchIndices(5, step, COUNT, 16));
      expect([...batch.labels]).toEqual([...batch.indices].map((index) => index % 7));
    }
  });

  test("a step alone equals the step after all earlier ones", () => {
    const options = { seed: 2, batchSize: 8, augmentation: { ...unchanged, flip: true, shift: 1 } };
    const inOrder = createBatchBuilder(set, info, options);
    let last = inOrder.build(0);
    for (let step = 1; step <= 11; step++) last = inOrder.build(step);
    expect(createBatchBuilder(set, info, options).build(11)).toEqual(last);
  });

  test("augmentation does not change which images a step sees", () => {
    const plain = createBatchBuilder(set, info, {
      seed: 2,
      batchSize: 8,
      augmentation: { ...unchanged, flip: false, shift: 0 },
    });
    const moved = createBatchBuilder(set, info, {
      seed: 2,
      batchSize: 8,
      augmentation: { ...unchanged, flip: true, shift: 2 },
    });
    expect(moved.build(9).indices).toEqual(plain.build(9).indices);
  });

  test("shifting does not change which images are mirrored", () => {
    const key = streamKey(2, "flip", 9, 0);
    const flipped = createBatchBuilder(set, info, {
      seed: 2,
      batchSize: 8,
      augmentation: { ...unchanged, flip: true, shift: 0 },
    }).build(9);
    const still = createBatchBuilder(set, info, {
      seed: 2,
      batchSize: 8,
      augmentation: { ...unchanged, flip: false, shift: 0 },
    }).build(9);
    const size = HEIGHT * WIDTH * CHANNELS;
    for (let row = 0; row < 8; row++) {
      const same =
        flipped.images.slice(row * size, (row + 1) * size).join() ===
        still.images.slice(row * size, (row + 1) * size).join();
      expect(same).toBe(!isMirrored(key, row));
    }
  });

  test("views, steps and seeds are augmented differently, with the same images in both views", () => {
    const builder = createBatchBuilder(set, info, {
      seed: 2,
      batchSize: 16,
      augmentation: { ...unchanged, flip: true, shift: 2 },
    });
    const first = copyOf(builder.build(3, 0));
    const second = copyOf(builder.build(3, 1));
    expect(second.indices).toEqual(first.indices);
    expect(second.labels).toEqual(first.labels);
    expect(second.images).not.toEqual(first.images);
  });

  test("one batch is filled again and again", () => {
    const builder = createBatchBuilder(set, info, {
      seed: 2,
      batchSize: 16,
      augmentation: { ...unchanged, flip: true, shift: 2 },
    });
    const first = builder.build(0);
    const { images, labels, indices } = first;
    const next = builder.build(1);
    expect(next).toBe(first);
    expect([next.images === images, next.labels === labels, next.indices === indices]).toEqual([true, true, true]);
  });

  test("says what would be right", () => {
    const augmentation = { ...unchanged, flip: false, shift: 0 };
    expect(() => createBatchBuilder(set, info, { seed: 1, batchSize: 41, augmentation })).toThrow(
      "batch size is 41, but the training set has 40 images; expected at most 40",
    );
    for (const shift of [4, -1, 0.5]) {
      const moved = { ...unchanged, shift };
      expect(() => createBatchBuilder(set, info, { seed: 1, batchSize: 4, augmentation: moved })).toThrow(
        `shift is ${shift}; expected a whole number from 0 to 3 pixels`,
      );
    }
  });
});

describe("images set apart", () => {
  test("are in no batch of an epoch, while all others are in one", () => {
    const { trained, validation } = setApart(set.labels, 10);
    const builder = createBatchBuilder(set, info, { ...options(), batchSize: 6, among: trained });
    expect(builder.stepsPerEpoch).toBe(5);
    const seen = Array.from({ length: 5 }, (_, step) => [...builder.build(step).indices]).flat();
    expect(seen.toSorted((a, b) => a - b)).toEqual([...trained]);
    expect(seen.filter((index) => validation.includes(index))).toEqual([]);
    const sourced = createSourceBuilder(set, info, { ...options(), batchSize: 6, among: trained }, 1);
    expect([...sourced.build(3).source.indices]).toEqual(seen.slice(18, 24));
    expect([...sourced.build(3).labels]).toEqual(seen.slice(18, 24).map((index) => index % 7));
  });

  test("leave every other number of a batch as it was", () => {
    const all = Uint32Array.from({ length: COUNT }, (_, index) => index);
    const plain = createBatchBuilder(set, info, { ...options(), batchSize: 6 });
    const same = createBatchBuilder(set, info, { ...options(), batchSize: 6, among: all });
    expect(same.build(4)).toEqual(plain.build(4));
  });

  const options = () => ({ seed: 3, augmentation: { ...unchanged, flip: true, shift: 1 } });
});

describe("evaluation batches", () => {
  test("show the images as they are", () => {
    const batch = evaluationBatch(set, info, 30, 10);
    expect([...batch.indices]).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
    expect([...batch.labels]).toEqual([...batch.indices].map((index) => index % 7));
    expect(batch.images).toHaveLength(10 * HEIGHT * WIDTH * CHANNELS);
    expect(batch.images[CHANNELS * WIDTH + 1]).toBe(paddedValue(30, 1, 0, 1));
  });

  test("say what the set has", () => {
    expect(() => evaluationBatch(set, info, 30, 11)).toThrow("images 30 to 40 were asked for; the set has 0 to 39");
    expect(() => evaluationBatch(set, info, -1, 2)).toThrow(RangeError);
  });
});

describe("frequencies", () => {
  test("half of the images are mirrored, independently of the neighbours", () => {
    let [mirrored, alike, total] = [0, 0, 0];
    for (let step = 0; step < 100; step++) {
      const key = streamKey(1, "flip", step, 0);
      for (let row = 0; row < 100; row++) {
        total += 1;
        if (isMirrored(key, row)) mirrored += 1;
        if (isMirrored(key, row) === isMirrored(key, row + 1)) alike += 1;
      }
    }
    // Standard deviation .005.
    expect(Math.abs(mirrored / total - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(alike / total - 0.5)).toBeLessThan(0.02);
  });

  test("all offsets are about equally frequent along both axes", () => {
    for (const axis of [0, 1] as const) {
      const counts = new Map<number, number>();
      for (let step = 0; step < 100; step++) {
        const key = streamKey(1, "shift", step, 0);
        for (let row = 0; row < 50; row++) {
          const offset = offsetOf(key, row, axis, 2);
          counts.set(offset, (counts.get(offset) ?? 0) + 1);
        }
      }
      expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
      // 1000 each, standard deviation 28.
      for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
    }
  });
});
