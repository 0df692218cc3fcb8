import { CHANGE_WORDS } from "./augment/change";
import { imageBytes, type ImageSet } from "./imageSet";
import { copyBytes } from "./pixels";

/**
 * A batch as a recipe: which images, and what happens to each, in whole numbers. An engine that augments on its device makes
 * the same floats from it, bit for bit, as `createBatchBuilder` does on the processor.
 */
export interface BatchSource {
  readonly set: ImageSet;
  /** `[channels, 256]`, the network input of each byte. */
  readonly table: Float32Array;
  /** `[rows of one view]`, positions in the set. */
  readonly indices: Uint32Array;
  /** `[views × rows, CHANGE_WORDS]`: what happens to each row (`augment/change.ts`). */
  readonly changes: Int32Array;
  /** Whether any row of the run may be recoloured; engines leave out what they need not do. */
  readonly recolours: boolean;
  readonly views: 1 | 2;
}

/** A recipe of images as they are, in one view. */
export function plainSource(set: ImageSet, table: Float32Array, indices: Uint32Array): BatchSource {
  const changes = new Int32Array(indices.length * CHANGE_WORDS);
  return { set, table, indices, changes, recolours: false, views: 1 };
}

/** Copies a batch's pictures, row after row, without their changes. @param to `[rows of one view, height, width, channels]` */
export function copyPictures({ set, indices }: BatchSource, to: Uint8Array): void {
  const size = imageBytes(set);
  indices.forEach((index, row) => copyBytes(set.images, index * size, to.subarray(row * size, (row + 1) * size)));
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
