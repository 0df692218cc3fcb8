import { describe, expect, it, test } from "vitest";
import { unchanged } from "./augment/augmentation";
import { randomSet } from "./augment/testing/randomSet";
import { createBatchBuilder, evaluationBatch, plainImages } from "./batch";
import { gathered, plainSource } from "./batchSource";
import { canonicalHash, validationHash } from "./files/canonicalHash";
import { channelStatistics } from "./files/channelStatistics";
import { duplicatesBetween } from "./files/duplicates";
import { joined, withTestSplit } from "./files/splitOff";
import { fetchImage, imageAt } from "./imageAt";
import { imageBytes, type ImageSet } from "./imageSet";
import { nearestImages } from "./nearestImages";
import { normalisationTable } from "./normalise";
import { picked } from "./picked";
import { areHeld, bytesAt, fetchBytes, joinedPixels, pickedPixels, slicesOf } from "./pixels";
import { createSourceBuilder } from "./sourceBuilder";
import { elsewhere, heldBytes } from "./testing/heldBytes";

const { set: held, info } = randomSet(3, 60);
const filed: ImageSet = { ...held, images: elsewhere(held.images) };
const size = imageBytes(held);
const indices = Uint32Array.of(7, 8, 9, 3, 59, 0, 1, 1, 30);

describe("a set whose pictures lie in a file gives what the same set in memory gives", () => {
  it("batches, changed and plain", () => {
    const augmentation = { ...unchanged, flip: true, shift: 2 };
    const options = { seed: 3, batchSize: 16, augmentation };
    const [one, other] = [held, filed].map((set) => createBatchBuilder(set, info, options));
    for (const step of [0, 2, 5]) expect(other?.build(step)).toEqual(one?.build(step));
    expect(evaluationBatch(filed, info, 11, 30)).toEqual(evaluationBatch(held, info, 11, 30));
  });

  it("recipes of batches, and the pictures that go with them to another thread", () => {
    const options = { seed: 3, batchSize: 16, augmentation: unchanged };
    const built = [held, filed].map((set) => createSourceBuilder(set, info, options, 2).build(3));
    const [one, other] = built.map(({ source }) => gathered(source));
    expect(other).toEqual(one);
    const table = normalisationTable(info);
    const plain = [held, filed].map((set) => plainImages(plainSource(set, table, indices)));
    expect(plain[1]).toEqual(plain[0]);
  });

  it("its hash, its means, what stands in both splits", async () => {
    const tests = picked(held, indices);
    const apart = picked(filed, indices);
    expect(areHeld(apart.images)).toBe(false);
    expect(await canonicalHash({ train: filed, test: apart })).toBe(await canonicalHash({ train: held, test: tests }));
    expect(await validationHash(filed)).toBe(await validationHash(held));
    expect(channelStatistics(filed)).toEqual(channelStatistics(held));
    expect(duplicatesBetween({ train: filed, test: apart })).toBe(indices.length);
    expect(duplicatesBetween({ train: filed, test: picked(randomSet(3, 61).set, Uint32Array.of(60)) })).toBe(
      duplicatesBetween({ train: held, test: picked(randomSet(3, 61).set, Uint32Array.of(60)) }),
    );
  });

  it("some of it, all of several, and a split", () => {
    expect(heldBytes(picked(filed, indices))).toEqual(heldBytes(picked(held, indices)));
    expect(heldBytes(picked(picked(filed, indices), Uint32Array.of(8, 0, 1)))).toEqual(
      heldBytes(picked(held, Uint32Array.of(30, 7, 8))),
    );
    const both = joined([held, filed]);
    expect(both?.count).toBe(120);
    expect(heldBytes(both ?? held)).toEqual(heldBytes(joined([held, held]) ?? held));
    const note = (): void => undefined;
    const [one, other] = [held, filed].map((set) => withTestSplit(set, undefined, note));
    for (const split of ["train", "test"] as const) {
      expect(heldBytes(other?.[split] ?? held)).toEqual(heldBytes(one?.[split] ?? held));
      expect(other?.[split].labels).toEqual(one?.[split].labels);
    }
  });

  it("single pictures, at once and for who waits, and their neighbours", async () => {
    expect(imageAt(filed, 59)).toEqual(imageAt(held, 59));
    expect(await fetchImage(picked(filed, indices), 4)).toEqual(imageAt(held, 59));
    const near = (set: ImageSet) => nearestImages([["train", set]], { split: "train", index: 5 }, 4);
    expect(await near(filed)).toEqual(await near(held));
  });
});

test("any part of pixels that were picked or joined is read as it lies there", async () => {
  const source = elsewhere(held.images);
  const some = pickedPixels(source, indices, size);
  const whole = heldBytes(picked(held, indices));
  const twice = joinedPixels([some, held.images.slice(0, size), source]);
  const all = Uint8Array.from([...whole, ...held.images.slice(0, size), ...held.images]);
  for (const [at, length] of [
    [0, 1],
    [size - 1, 2],
    [size + 3, 3 * size],
    [2 * size, whole.length - 2 * size],
    [whole.length - 5, 0],
  ] as const) {
    expect(bytesAt(some, at, length)).toEqual(whole.slice(at, at + length));
    expect(await fetchBytes(some, at, length)).toEqual(whole.slice(at, at + length));
    const later = at + whole.length - size;
    expect(bytesAt(twice, later, length)).toEqual(all.slice(later, later + length));
    expect(await fetchBytes(twice, later, length)).toEqual(all.slice(later, later + length));
  }
  expect(twice.length).toBe(all.length);
});

test("slices are whole pictures and come to the whole, however large it is", () => {
  const large = Uint8Array.from({ length: 3 * 3_000_001 }, (_, at) => at % 249);
  for (const pixels of [large, elsewhere(large)]) {
    let at = 0;
    const lengths = [];
    for (const part of slicesOf(pixels, 3)) {
      expect(part.length % 3).toBe(0);
      expect(part[0]).toBe(at % 249);
      expect(part.at(-1)).toBe((at + part.length - 1) % 249);
      at += part.length;
      lengths.push(part.length);
    }
    expect(at).toBe(large.length);
    expect(lengths.length).toBe(2);
  }
});
