import { DatasetError } from "./datasetError";
import type { ImageSet } from "./imageSet";

/** Contents of an IDX file of bytes. */
export interface IdxArray {
  /** `[images, height, width]`, `[images, height, width, channels]` or `[labels]`. */
  readonly shape: readonly number[];
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Two zero bytes, type 8 (unsigned byte), then the number of dimensions: 1 of labels, 3 of grey images, 4 with channels. */
const MAGIC = 0x800;
const DIMENSIONS = [1, 3, 4];

/**
 * Reads an IDX file: big-endian magic number, one 32-bit length per dimension, then bytes.
 * @param file its name, for messages.
 * @throws DatasetError when the file is something else, damaged, or shorter or longer than it says.
 * Source: "The IDX file format", Y. LeCun's MNIST page.
 */
export function decodeIdx(bytes: Uint8Array<ArrayBuffer>, file: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) throw new DatasetError({ code: "cutOff", file, bytes: bytes.length, needs: 8 });
  const magic = view.getUint32(0);
  const dimensions = magic - MAGIC;
  if (!DIMENSIONS.includes(dimensions)) {
    throw new DatasetError({ code: "notOfForm", file, form: "idx", found: `0x${magic.toString(16).padStart(8, "0")}` });
  }
  const header = 4 + 4 * dimensions;
  if (bytes.length < header) throw new DatasetError({ code: "cutOff", file, bytes: bytes.length, needs: header });
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  const needs = header + shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== needs) {
    throw new DatasetError({ code: bytes.length < needs ? "cutOff" : "tooLong", file, bytes: bytes.length, needs });
  }
  return { shape, data: bytes.subarray(header) };
}

/**
 * A set of images from an image file and its label file.
 * @throws DatasetError when the two do not belong together.
 */
export function imageSetOfIdx(images: IdxArray, labels: IdxArray, file: string): ImageSet {
  const [count, height, width, channels = 1] = images.shape;
  if (count === undefined || height === undefined || width === undefined) {
    throw new DatasetError({ code: "shape", file, shape: images.shape, want: "images" });
  }
  if (labels.shape.length !== 1) throw new DatasetError({ code: "shape", file, shape: labels.shape, want: "labels" });
  const [labelCount = 0] = labels.shape;
  if (labelCount !== count) throw new DatasetError({ code: "counts", file, images: count, labels: labelCount });
  return { count, height, width, channels, images: images.data, labels: Uint16Array.from(labels.data) };
}
