import { expect, it } from "vitest";
import type { DatasetCache } from "../data/datasetCache";
import type { ImageSet } from "../data/imageSet";
import { createMemoryDatasetCache } from "./memoryDatasetCache";
import { heldBytes } from "../data/testing/heldBytes";

const setOf = (value: number): ImageSet => ({
  count: 1,
  height: 1,
  width: 1,
  channels: 1,
  images: Uint8Array.of(value),
  labels: Uint16Array.of(0),
});

const firstByte = (set: ImageSet | null): number | undefined => (set === null ? undefined : heldBytes(set)[0]);

it("remembers the last four sets and forgets the one unused for longest", async () => {
  const cache = createMemoryDatasetCache();
  for (const key of ["a", "b", "c", "d"]) await cache.put(key, setOf(key.charCodeAt(0)));
  expect(firstByte(await cache.get("a"))).toBe(97);
  await cache.put("e", setOf(1));
  expect(await cache.get("b")).toBeNull();
  expect(await cache.get("a")).not.toBeNull();
});

it("asks the cache behind it once, and gives it what is new", async () => {
  const asked: string[] = [];
  const given: string[] = [];
  const behind: DatasetCache = {
    get: (key) => Promise.resolve((asked.push(key), key === "stored" ? setOf(7) : null)),
    put: (key) => Promise.resolve(void given.push(key)),
  };
  const cache = createMemoryDatasetCache(behind);
  expect(firstByte(await cache.get("stored"))).toBe(7);
  expect(firstByte(await cache.get("stored"))).toBe(7);
  expect(asked).toEqual(["stored"]);
  expect(await cache.get("absent")).toBeNull();
  await cache.put("absent", setOf(1));
  expect(given).toEqual(["absent"]);
});
