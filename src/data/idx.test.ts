import { describe, expect, test } from "vitest";
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

test("reads images and labels into a set", () => {
  const images = decodeIdx(IMAGES, "images");
  const labels = decodeIdx(LABELS, "labels");
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

test("reads from the middle of a buffer, and images with channels", () => {
  const coloured = idx(0x804, [1, 1, 2, 3], [1, 2, 3, 4, 5, 6]);
  const within = new Uint8Array(coloured.length + 5);
  within.set(coloured, 5);
  expect(decodeIdx(within.subarray(5), "images")).toEqual(decodeIdx(coloured, "images"));
  const set = imageSetOfIdx(decodeIdx(coloured, "images"), { shape: [1], data: Uint8Array.of(3) }, "train");
  expect(set).toMatchObject({ count: 1, height: 1, width: 2, channels: 3 });
});

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error instanceof DatasetError ? error.fault : error;
  }
  return undefined;
};

describe("says what is wrong with a file", () => {
  test.each([
    ["other magic", idx(0x802, [1], [1]), { code: "notOfForm", form: "idx", found: "0x00000802" }],
    ["PNG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47), { code: "notOfForm", form: "idx", found: "0x89504e47" }],
    ["empty", new Uint8Array(0), { code: "cutOff", bytes: 0, needs: 8 }],
    ["cut header", IMAGES.slice(0, 10), { code: "cutOff", bytes: 10, needs: 16 }],
    ["cut data", IMAGES.slice(0, -1), { code: "cutOff", bytes: 27, needs: 28 }],
    ["more data", idx(0x801, [2], [7, 9, 9]), { code: "tooLong", bytes: 11, needs: 10 }],
  ])("%s", (_, file, fault) => {
    expect(thrownBy(() => decodeIdx(file, "some-file"))).toEqual({ file: "some-file", ...fault });
  });
});

test("says when two files do not belong together", () => {
  const images = decodeIdx(IMAGES, "images");
  const labels = decodeIdx(LABELS, "labels");
  const file = "train";
  const fault = (a: typeof images, b: typeof images) => thrownBy(() => imageSetOfIdx(a, b, file));
  expect(fault(labels, labels)).toEqual({ code: "shape", file, shape: [2], want: "images" });
  expect(fault(images, images)).toEqual({ code: "shape", file, shape: [2, 2, 3], want: "labels" });
  const three = { shape: [3], data: Uint8Array.of(1, 2, 3) };
  expect(fault(images, three)).toEqual({ code: "counts", file, images: 2, labels: 3 });
});
