import { sizeOf } from "../../graph/shape";
import type { BatchSource } from "../../data/batchSource";
import { imageBytes } from "../../data/imageSet";
import type { Batch, ExecutorPlan } from "../executor";

/** @throws RangeError for a batch of another size. */
export function checkBatch({ batchSize, graph }: ExecutorPlan, { images, labels, source }: Batch): void {
  const size = batchSize * sizeOf(graph.input);
  const given = source === undefined ? images.length : source.views * source.indices.length * sizeOf(graph.input);
  if (given !== size || labels.length !== batchSize) {
    throw new RangeError(
      `a batch of ${labels.length} labels and ${given} values; ${batchSize} and ${size} are expected`,
    );
  }
}

/**
 * How many images were given.
 * @throws RangeError when they are not whole.
 */
export function imageCount({ graph }: ExecutorPlan, images: Float32Array | BatchSource): number {
  const perImage = sizeOf(graph.input);
  if (!ArrayBuffer.isView(images)) {
    const { set, indices, views } = images;
    if (imageBytes(set) === perImage && views === 1) return indices.length;
    throw new RangeError(
      `evaluate: images of ${imageBytes(set)} values in ${views} views; one of ${perImage} is expected`,
    );
  }
  const rows = images.length / perImage;
  if (!Number.isInteger(rows)) {
    throw new RangeError(`evaluate: ${images.length} values are not a whole number of images of ${perImage}`);
  }
  return rows;
}
