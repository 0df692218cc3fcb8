import { expect, test } from "vitest";
import { randomSet } from "./augment/testing/randomSet";
import { imageAt } from "./imageAt";
import { imageBytes } from "./imageSet";
import { nearestImages } from "./nearestImages";

const { set: train } = randomSet(3, 300);
const test_ = { ...train, count: 20, images: train.images.slice(0, 20 * imageBytes(train)).reverse() };
const splits = [
  ["train", train],
  ["test", test_],
] as const;

const distance = (a: Uint8Array, b: Uint8Array): number =>
  Math.sqrt(a.reduce((sum, byte, at) => sum + (byte - (b[at] ?? 0)) ** 2, 0) / a.length);

test("finds what comparing with every image finds", async () => {
  const own = { split: "train", index: 7 } as const;
  const all = splits.flatMap(([split, set]) =>
    Array.from({ length: set.count }, (_, index) => ({
      split,
      index,
      distance: distance(imageAt(set, index), imageAt(train, 7)),
    })),
  );
  const wanted = all
    .filter(({ split, index }) => split !== "train" || index !== 7)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 6);
  const found = await nearestImages(splits, own, 6);
  expect(found.map(({ split, index }) => [split, index])).toEqual(wanted.map(({ split, index }) => [split, index]));
  found.forEach((each, place) => expect(each.distance).toBeCloseTo(wanted[place]?.distance ?? Number.NaN, 9));
});

test("an image that stands in both splits is 0 away, and none is its own neighbour", async () => {
  const images = test_.images.slice();
  images.set(imageAt(train, 42), 3 * imageBytes(train));
  const both = [
    ["train", train],
    ["test", { ...test_, images }],
  ] as const;
  const [first] = await nearestImages(both, { split: "test", index: 3 }, 2);
  expect(first).toEqual({ split: "train", index: 42, distance: 0 });
  const alone = { ...train, count: 1 };
  expect(await nearestImages([["train", alone]], { split: "train", index: 0 }, 3)).toEqual([]);
});
