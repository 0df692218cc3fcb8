import { applyChange, changeRoom } from "./augment/applyChange";
import type { Augmentation } from "./augment/augmentation";
import { CHANGE_WORDS } from "./augment/change";
import { createChangeDrawer } from "./augment/drawChanges";
import { createBatchOrder, type BatchOrder } from "./batchOrder";
import type { BatchSource } from "./batchSource";
import type { DatasetInfo } from "./datasetInfo";
import { imageAt } from "./imageAt";
import { imageBytes, type ImageSet } from "./imageSet";
import { UNLABELLED } from "./labelledShare";
import { BYTE_VALUES, normalisationTable } from "./normalise";

/** What a network sees in one step, as plain numbers; an executor copies what it needs before its method returns. */
export interface Batch {
  /** `[rows, height, width, channels]`, normalised. */
  readonly images: Float32Array;
  /** `[rows]` class indices; −1 where the class is withheld: such rows count in no loss on the labels. */
  readonly labels: Int32Array;
  /** How to make the images where they are used; `images` is empty then. Only for engines with `augments`. */
  readonly source?: BatchSource;
}

/** A batch that was made of a set, and of which of its images. */
export interface BuiltBatch extends Batch {
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Int32Array<ArrayBuffer>;
  /** `[rows]`, positions in the set. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

export interface BatchOptions {
  readonly seed: number;
  readonly batchSize: number;
  readonly augmentation: Augmentation;
  /** `[count]` 1 for an image whose label is known; all are when absent. */
  readonly labelled?: Uint8Array | undefined;
  /** Positions of the images that are trained on; all are when absent. */
  readonly among?: Uint32Array | undefined;
}

export interface BatchBuilder {
  readonly stepsPerEpoch: number;
  /**
   * The batch of a step, a function of (seed, step, view) alone: steps may come in any order, and all arms share it.
   *
   * Overwrites and returns the builder's one batch, and allocates nothing unless the epoch changed; who needs two
   * views at once takes two builders.
   */
  build(step: number, view?: number): BuiltBatch;
}

/** @throws RangeError for a shift that is no whole number, or leaves nothing of an image. */
export function checkAugmentation({ height, width }: ImageSet, { shift }: Augmentation): void {
  const smallestSide = Math.min(height, width);
  if (!Number.isInteger(shift) || shift < 0 || shift >= smallestSide) {
    throw new RangeError(`shift is ${shift}; expected a whole number from 0 to ${smallestSide - 1} pixels`);
  }
}

/** The order of a set's batches, or of those of its images that are trained on. @throws RangeError as `createBatchOrder`. */
export function batchOrderOf(set: ImageSet, { seed, batchSize, among }: BatchOptions): BatchOrder {
  if (among === undefined) return createBatchOrder(seed, set.count, batchSize);
  const order = createBatchOrder(seed, among.length, batchSize);
  return {
    ...order,
    fill(step, indices) {
      order.fill(step, indices);
      for (let row = 0; row < batchSize; row++) indices[row] = among[indices[row] ?? 0] ?? 0;
    },
  };
}

/**
 * Makes training batches: shuffled, augmented, normalised, floats.
 *
 * @throws RangeError for a batch size above the set's count or a shift that leaves nothing of the image.
 */
export function createBatchBuilder(set: ImageSet, info: DatasetInfo, options: BatchOptions): BatchBuilder {
  const { augmentation, labelled, batchSize } = options;
  checkAugmentation(set, augmentation);
  const order = batchOrderOf(set, options);
  const table = normalisationTable(info);
  const batch = allocateBatch(set, batchSize);
  const drawer = createChangeDrawer(options.seed, augmentation, set);
  const changes = new Int32Array(batchSize * CHANGE_WORDS);
  const room = changeRoom(set);

  return {
    stepsPerEpoch: order.stepsPerEpoch,
    build(step, view = 0) {
      order.fill(step, batch.indices);
      drawer.fill(step, view, batchSize, changes);
      for (let row = 0; row < batchSize; row++) {
        const index = batch.indices[row] ?? 0;
        batch.labels[row] = labelled?.[index] === 0 ? UNLABELLED : (set.labels[index] ?? 0);
        applyChange(set, index, table, changes, row * CHANGE_WORDS, room, batch.images, row * imageBytes(set));
      }
      return batch;
    },
  };
}

/**
 * Images `start` … `start + count - 1` as they are, in their own order, normalised; newly allocated.
 * @throws RangeError when the set does not have them.
 */
export function evaluationBatch(set: ImageSet, info: DatasetInfo, start: number, count: number): BuiltBatch {
  if (!Number.isInteger(start) || !Number.isInteger(count) || start < 0 || count < 0 || start + count > set.count) {
    throw new RangeError(`images ${start} to ${start + count - 1} were asked for; the set has 0 to ${set.count - 1}`);
  }
  const table = normalisationTable(info);
  const batch = allocateBatch(set, count);
  for (let row = 0; row < count; row++) {
    batch.indices[row] = start + row;
    batch.labels[row] = set.labels[start + row] ?? 0;
    copyImage(set, start + row, table, batch.images, row);
  }
  return batch;
}

/** What a {@link plainSource} is the recipe of: `[rows, height, width, channels]`. */
export function plainImages({ set, table, indices }: BatchSource): Float32Array<ArrayBuffer> {
  const images = new Float32Array(indices.length * imageBytes(set));
  indices.forEach((index, row) => copyImage(set, index, table, images, row));
  return images;
}

function allocateBatch(set: ImageSet, rows: number): BuiltBatch {
  return {
    images: new Float32Array(rows * imageBytes(set)),
    labels: new Int32Array(rows),
    indices: new Uint32Array(rows),
  };
}

/** `images[row] = normalised image`. */
function copyImage(set: ImageSet, index: number, table: Float32Array, images: Float32Array, row: number): void {
  const image = imageAt(set, index);
  let to = row * image.length;
  for (let from = 0; from < image.length; from += 1, to += 1) {
    images[to] = table[(to % set.channels) * BYTE_VALUES + (image[from] ?? 0)] ?? 0;
  }
}
