import { imageAt } from "./imageAt";
import { imageBytes, type ImageSet } from "./imageSet";

/**
 * A batch as a recipe: which images, and the keys of their random changes. An engine that augments on its device makes
 * the same floats from it, bit for bit, as `createBatchBuilder` does on the processor.
 */
export interface BatchSource {
  readonly set: ImageSet;
  /** `[channels, 256]`, the network input of each byte. */
  readonly table: Float32Array;
  /** `[rows of one view]`, positions in the set. */
  readonly indices: Uint32Array;
  /** `[2 × views]`: flip key and shift key of each view. */
  readonly keys: Uint32Array;
  readonly flip: boolean;
  /** Pixels. */
  readonly shift: number;
  readonly views: 1 | 2;
}

/** A recipe of images as they are: one view, neither mirrored nor shifted. */
export function plainSource(set: ImageSet, table: Float32Array, indices: Uint32Array): BatchSource {
  return { set, table, indices, keys: new Uint32Array(2), flip: false, shift: 0, views: 1 };
}

/** Copies a batch's pictures, row after row, without their changes. @param to `[rows of one view, height, width, channels]` */
export function copyPictures({ set, indices }: BatchSource, to: Uint8Array): void {
  const size = imageBytes(set);
  indices.forEach((index, row) => to.set(imageAt(set, index), row * size));
}

/** The same batch out of a set that holds its own pictures alone: what another thread needs of it. */
export function gathered(source: BatchSource): BatchSource {
  const { set, indices } = source;
  const { height, width, channels } = set;
  const images = new Uint8Array(indices.length * imageBytes(set));
  copyPictures(source, images);
  const labels = Uint16Array.from(indices, (index) => set.labels[index] ?? 0);
  return {
    ...source,
    set: { count: indices.length, height, width, channels, images, labels },
    indices: indices.map((_, row) => row),
  };
}
