import { createBatchBuilder, type BuiltBatch, type BatchBuilder, type BatchOptions } from "./batch";
import type { DatasetInfo } from "./datasetInfo";
import type { ImageSet } from "./imageSet";

/**
 * Batches of one or two views of the same images: `[views × batchSize]` rows, all of view 1 first, then the same images
 * augmented anew. Labels and indices repeat.
 */
export function createViewBuilder(
  set: ImageSet,
  info: DatasetInfo,
  options: BatchOptions,
  views: 1 | 2,
): Pick<BatchBuilder, "stepsPerEpoch"> & { build(step: number): BuiltBatch } {
  const builder = createBatchBuilder(set, info, options);
  if (views === 1) return builder;
  const rows = options.batchSize;
  let stacked: BuiltBatch | undefined;
  return {
    stepsPerEpoch: builder.stepsPerEpoch,
    build(step) {
      for (const view of [0, 1]) {
        const batch = builder.build(step, view);
        stacked ??= {
          images: new Float32Array(2 * batch.images.length),
          labels: new Int32Array(2 * rows),
          indices: new Uint32Array(2 * rows),
        };
        stacked.images.set(batch.images, view * batch.images.length);
        stacked.labels.set(batch.labels, view * rows);
        stacked.indices.set(batch.indices, view * rows);
      }
      return stacked ?? builder.build(step);
    },
  };
}
