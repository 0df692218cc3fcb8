import { expect, test } from "vitest";
import { cachedImageSet, datasetKey, type DatasetCache } from "./datasetCache";
import type { ImageSet } from "./imageSet";

const set: ImageSet = {
  count: 0,
  height: 1,
  width: 1,
  channels: 1,
  images: new Uint8Array(0),
  labels: new Uint16Array(0),
};

test("the key depends on every setting and not on their order", () => {
  const key = datasetKey("totem", { size: 16, difficulty: 0.25 }, 1, "train");
  expect(datasetKey("totem", { difficulty: 0.25, size: 16 }, 1, "train")).toBe(key);
  const others = [
    datasetKey("totem", { size: 16, difficulty: 0.5 }, 1, "train"),
    datasetKey("totem", { size: 16, difficulty: 0.25 }, 2, "train"),
    datasetKey("totem", { size: 16, difficulty: 0.25 }, 1, "test"),
    datasetKey("other", { size: 16, difficulty: 0.25 }, 1, "train"),
    datasetKey("totem", { size: 16 }, 1, "train"),
    datasetKey("totem", { "size=16&difficulty": 0.25 }, 1, "train"),
  ];
  expect(new Set([key, ...others]).size).toBe(7);
});

test("a set is made once and then found", async () => {
  const stored = new Map<string, ImageSet>();
  const cache: DatasetCache = {
    get: (key) => Promise.resolve(stored.get(key) ?? null),
    put: (key, value) => {
      stored.set(key, value);
      return Promise.resolve();
    },
  };
  let made = 0;
  const make = () => {
    made += 1;
    return Promise.resolve(set);
  };
  expect(await cachedImageSet(cache, "k", make)).toBe(set);
  expect(await cachedImageSet(cache, "k", make)).toBe(set);
  expect(made).toBe(1);
  expect(await cachedImageSet(undefined, "k", make)).toBe(set);
  expect(made).toBe(2);
});
