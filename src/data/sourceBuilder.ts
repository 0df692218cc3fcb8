import { CHANGE_WORDS } from "./augment/change";
import { createChangeDrawer } from "./augment/drawChanges";
import { batchOrderOf, checkAugmentation, type Batch, type BatchOptions } from "./batch";
import type { BatchSource } from "./batchSource";
import type { DatasetInfo } from "./datasetInfo";
import type { ImageSet } from "./imageSet";
import { UNLABELLED } from "./labelledShare";
import { normalisationTable } from "./normalise";

/** A batch without its pictures, and where they come from. */
export type SourcedBatch = Batch & { readonly source: BatchSource };

/**
 * Batches for an engine that augments on its device: labels and changes only, no picture is touched here.
 *
 * Overwrites and returns one batch, and allocates nothing unless the epoch changed.
 * @throws RangeError as `createBatchBuilder`.
 */
export function createSourceBuilder(
  set: ImageSet,
  info: DatasetInfo,
  options: BatchOptions,
  views: 1 | 2,
): { readonly stepsPerEpoch: number; build(step: number): SourcedBatch } {
  const { seed, batchSize, augmentation, labelled } = options;
  checkAugmentation(set, augmentation);
  const order = batchOrderOf(set, options);
  const indices = new Uint32Array(batchSize);
  const changes = new Int32Array(views * batchSize * CHANGE_WORDS);
  const labels = new Int32Array(views * batchSize);
  const table = normalisationTable(info);
  const drawer = createChangeDrawer(seed, augmentation, set);
  const source: BatchSource = { set, table, indices, changes, recolours: drawer.recolours, views };
  const batch = { images: new Float32Array(0), labels, indices, source };
  return {
    stepsPerEpoch: order.stepsPerEpoch,
    build(step) {
      order.fill(step, indices);
      for (let row = 0; row < labels.length; row += 1) {
        const index = indices[row % batchSize] ?? 0;
        labels[row] = labelled?.[index] === 0 ? UNLABELLED : (set.labels[index] ?? 0);
      }
      for (let view = 0; view < views; view += 1) {
        drawer.fill(step, view, batchSize, changes, view * batchSize * CHANGE_WORDS);
      }
      return batch;
    },
  };
}
