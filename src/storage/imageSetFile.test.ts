import { describe, expect, it } from "vitest";
import { imageBytes, type HeldSet, type ImageSet } from "../data/imageSet";
import { imageAt } from "../data/imageAt";
import {
  checksumIn,
  checkSound,
  DamagedFile,
  decodeSet,
  encodeSet,
  fetchSet,
  openSet,
  pictureIn,
  writeSet,
} from "./imageSetFile";
import { createMemoryFiles } from "./testing/memoryFiles";
import { elsewhere, heldBytes } from "../data/testing/heldBytes";

const set: HeldSet = {
  count: 3,
  height: 2,
  width: 4,
  channels: 3,
  images: Uint8Array.from({ length: 72 }, (_, index) => (index * 7) % 256),
  labels: Uint16Array.of(0, 1, 0),
};
const bytes = encodeSet("mine", set);
const file = new Blob([bytes]);

describe("a file of images", () => {
  it("gives back what was written", () => {
    expect(decodeSet(bytes, "mine")).toEqual(set);
    expect(decodeSet(bytes, "another")).toBeNull();
  });

  it("gives one picture without the others", async () => {
    const size = imageBytes(set);
    for (const index of [0, 1, 2]) {
      expect(await pictureIn(file, "mine", index)).toEqual(heldBytes(set).slice(index * size, (index + 1) * size));
    }
  });

  it("has no picture of another set, none that is not there, and none of a file cut short", async () => {
    expect(await pictureIn(file, "another", 0)).toBeUndefined();
    expect(await pictureIn(file, "mine", 3)).toBeUndefined();
    expect(await pictureIn(file, "mine", -1)).toBeUndefined();
    expect(await pictureIn(new Blob([bytes.subarray(0, 20)]), "mine", 0)).toBeUndefined();
    expect(await pictureIn(new Blob([bytes.subarray(0, 80)]), "mine", 2)).toBeUndefined();
    expect(await pictureIn(new Blob(["no images at all, but long enough for a header"]), "mine", 0)).toBeUndefined();
  });
});

describe("a file that is read from where it lies", () => {
  const { images: _, ...shape } = set;

  it("has labels at hand and pictures where they are asked for", async () => {
    const seen: ImageSet = { ...set, cameras: Uint8Array.of(3, 1, 2) };
    const large = elsewhere(encodeSet("mine", seen));
    for (const opened of [openSet(large, "mine"), await fetchSet(large, "mine")]) {
      expect(opened).toMatchObject({ ...shape, cameras: seen.cameras });
      expect(heldBytes(opened ?? set)).toEqual(set.images);
      expect(imageAt(opened ?? set, 1)).toEqual(imageAt(set, 1));
    }
    expect(openSet(large, "another")).toBeNull();
    expect(await fetchSet(large, "another")).toBeNull();
  });

  it("is what was written, by its checksum, or is said to be damaged", async () => {
    await checkSound(elsewhere(bytes));
    expect(checksumIn(elsewhere(bytes))).toBe(checksumIn(bytes));
    for (const at of [0, 5, 9, 12, 40, 60, bytes.length - 1]) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 2;
      await expect(checkSound(elsewhere(changed))).rejects.toThrow(DamagedFile);
    }
    for (const length of [bytes.length - 1, 20, 0]) {
      await expect(checkSound(elsewhere(bytes.slice(0, length)))).rejects.toThrow(DamagedFile);
      expect(() => openSet(elsewhere(bytes.slice(0, length)), "mine")).toThrow(DamagedFile);
    }
  });

  it("is written part after part to the same bytes", async () => {
    const { root, read } = createMemoryFiles();
    const file = await (await root.getFileHandle("set", { create: true })).createSyncAccessHandle();
    await writeSet(file, "mine", { ...set, images: elsewhere(set.images) });
    file.close();
    expect(read("set")).toEqual(bytes);
  });
});
