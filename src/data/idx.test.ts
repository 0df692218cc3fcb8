import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { DatasetError } from "./datasetError";
import { decodeIdx, imageSetOfIdx } from "./idx";

function idx(magic: number, shape: readonly number[], data: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  for (const [d, length] of shape.entries()) view.setUint32(4 + 4 * d, length);
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

const IMAGES = idx(0x803, [2, 2, 3], [0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255]);
const LABELS = idx(0x801, [2], [7, 9]);

test("reads images and labels into a set", async () => {
  const images = await decodeIdx(IMAGES, "images");
  const labels = await decodeIdx(LABELS, "labels");
  expect(images.shape).toEqual([2, 2, 3]);
  expect(imageSetOfIdx(images, labels, "train")).toEqual({
    count: 2,
    height: 2,
    width: 3,
    channels: 1,
    images: Uint8Array.of(0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255),
    labels: Uint16Array.of(7, 9),
  });
});

test("unpacks gzip, also from the middle of a buffer", async () => {
  const zipped = gzipSync(IMAGES);
  const within = new Uint8Array(zipped.length + 5);
  within.set(zipped, 5);
  expect(await decodeIdx(within.subarray(5), "images.gz")).toEqual(await decodeIdx(IMAGES, "images"));
});

describe("says what is wrong with a file", () => {
  test.each([
    ["other magic", idx(0x802, [1], [1]), "starts with 0x00000802; an IDX file has 0x00000803 (images)"],
    ["PNG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47), "starts with 0x89504e47"],
    ["empty", new Uint8Array(0), "has 0 bytes, too short"],
    ["cut header", IMAGES.slice(0, 10), "has 10 bytes, but its header alone needs 16: the file was cut off"],
    ["cut data", IMAGES.slice(0, -1), "has 27 bytes, but 2 × 2 × 3 needs 28: the file was cut off"],
    ["more data", idx(0x801, [2], [7, 9, 9]), "has 11 bytes, but 2 needs 10: something else follows"],
    ["cut gzip", new Uint8Array(gzipSync(IMAGES)).slice(0, -6), "the gzip data are damaged or cut off"],
  ])("%s", async (_, file, message) => {
    const decoding = decodeIdx(file, "some-file");
    await expect(decoding).rejects.toThrow(DatasetError);
    await expect(decoding).rejects.toThrow(/^some-file: /);
    await expect(decoding).rejects.toThrow(message);
  });

  test("gzip without DecompressionStream", async () => {
    vi.stubGlobal("DecompressionStream", undefined);
    await expect(decodeIdx(new Uint8Array(gzipSync(IMAGES)), "x.gz")).rejects.toThrow("give the unpacked file");
    vi.unstubAllGlobals();
  });
});

test("says when two files do not belong together", async () => {
  const images = await decodeIdx(IMAGES, "images");
  const labels = await decodeIdx(LABELS, "labels");
  expect(() => imageSetOfIdx(labels, labels, "train")).toThrow("train: holds labels (2); expected images");
  expect(() => imageSetOfIdx(images, images, "train")).toThrow("labels are 2 × 2 × 3; expected one number per image");
  const three = { shape: [3], data: Uint8Array.of(1, 2, 3) };
  expect(() => imageSetOfIdx(images, three, "train")).toThrow("has 2 images but 3 labels; expected equal numbers");
});
