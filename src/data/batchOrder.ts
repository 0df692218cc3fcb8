import { permutation } from "../random/permutation";
import { streamKey } from "../random/purpose";

/** Which training images each step sees. A function of the seed and the step alone, so a run resumes from the step. */
export interface BatchOrder {
  readonly batchSize: number;
  /** Whole batches in one pass; what is left over is dropped. */
  readonly stepsPerEpoch: number;
  epochOf(step: number): number;
  /** Writes the image indices of a step, `[batchSize]`. Allocates only when the epoch is not that of the last call. */
  fill(step: number, indices: Uint32Array): void;
}

/**
 * The order of one training set: every epoch is a permutation of its own, keyed by (seed, "shuffle", epoch), cut into
 * whole batches. The images of an incomplete last batch wait for the next epoch's permutation.
 * @param count images. @param batchSize from 1 to `count`.
 * @throws RangeError for another batch size.
 */
export function createBatchOrder(seed: number, count: number, batchSize: number): BatchOrder {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batch size is ${batchSize}; expected a whole number from 1 upwards`);
  }
  if (batchSize > count) {
    throw new RangeError(
      `batch size is ${batchSize}, but the training set has ${count} images; expected at most ${count}`,
    );
  }
  const stepsPerEpoch = Math.floor(count / batchSize);
  let heldEpoch = -1;
  let order = new Uint32Array(0);
  return {
    batchSize,
    stepsPerEpoch,
    epochOf: (step) => Math.floor(step / stepsPerEpoch),
    fill(step, indices) {
      if (!Number.isInteger(step) || step < 0) throw new RangeError(`step is ${step}; expected a whole number from 0`);
      const epoch = Math.floor(step / stepsPerEpoch);
      if (epoch !== heldEpoch) {
        order = permutation(streamKey(seed, "shuffle", epoch), count);
        heldEpoch = epoch;
      }
      const start = (step - epoch * stepsPerEpoch) * batchSize;
      for (let row = 0; row < batchSize; row++) indices[row] = order[start + row] ?? 0;
    },
  };
}

/**
 * The image indices of one step, `[batchSize]`, without an order to keep; draws a whole permutation.
 * @throws RangeError as {@link createBatchOrder}.
 */
export function batchIndices(seed: number, step: number, count: number, batchSize: number): Uint32Array<ArrayBuffer> {
  const indices = new Uint32Array(batchSize);
  createBatchOrder(seed, count, batchSize).fill(step, indices);
  return indices;
}
