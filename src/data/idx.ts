import { DatasetError } from "./datasetError";
import type { ImageSet } from "./imageSet";
import type { Pixels } from "./pixels";

/** Contents of an IDX file of bytes. */
export interface IdxArray {
  /** `[images, height, width]`, `[images, height, width, channels]` or `[labels]`. */
  readonly shape: readonly number[];
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Images of such a file, wherever they lie. */
export interface IdxImages extends Pick<IdxArray, "shape"> {
  readonly data: Pixels;
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
  const { shape, header } = idxHead(bytes, bytes.length, file);
  return { shape, data: bytes.subarray(header) };
}

/** Bytes of the longest header. */
export const IDX_HEAD = 20;

/**
 * What a file says of itself.
 * @param head its first bytes, {@link IDX_HEAD} or all of them. @param size of the whole file.
 * @returns the bytes of the header besides: numbers begin behind it.
 * @throws DatasetError as {@link decodeIdx}.
 */
export function idxHead(
  head: Uint8Array<ArrayBuffer>,
  size: number,
  file: string,
): { readonly shape: readonly number[]; readonly header: number } {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (size < 4) throw new DatasetError({ code: "cutOff", file, bytes: size, needs: 8 });
  const magic = view.getUint32(0);
  const dimensions = magic - MAGIC;
  if (!DIMENSIONS.includes(dimensions)) {
    throw new DatasetError({ code: "notOfForm", file, form: "idx", found: `0x${magic.toString(16).padStart(8, "0")}` });
  }
  const header = 4 + 4 * dimensions;
  if (size < header) throw new DatasetError({ code: "cutOff", file, bytes: size, needs: header });
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  const needs = header + shape.reduce((product, length) => product * length, 1);
  if (size !== needs) {
    throw new DatasetError({ code: size < needs ? "cutOff" : "tooLong", file, bytes: size, needs });
  }
  return { shape, header };
}

/**
 * A set of images from an image file and its label file.
 * @throws DatasetError when the two do not belong together.
 */
export function imageSetOfIdx(images: IdxImages, labels: IdxArray, file: string): ImageSet {
  const [count, height, width, channels = 1] = images.shape;
  if (count === undefined || height === undefined || width === undefined) {
    throw new DatasetError({ code: "shape", file, shape: images.shape, want: "images" });
  }
  if (labels.shape.length !== 1) throw new DatasetError({ code: "shape", file, shape: labels.shape, want: "labels" });
  const [labelCount = 0] = labels.shape;
  if (labelCount !== count) throw new DatasetError({ code: "counts", file, images: count, labels: labelCount });
  return { count, height, width, channels, images: images.data, labels: Uint16Array.from(labels.data) };
}
