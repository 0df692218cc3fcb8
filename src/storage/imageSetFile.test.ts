import { describe, expect, it } from "vitest";
import { imageBytes, type ImageSet } from "../data/imageSet";
import { decodeSet, encodeSet, pictureIn } from "./imageSetFile";
import { heldBytes } from "../data/testing/heldBytes";

const set: ImageSet = {
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
