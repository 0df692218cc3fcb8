import { batchOrderOf, createBatchBuilder, type BatchOptions } from "../../data/batch";
import type { DatasetInfo } from "../../data/datasetInfo";
import { imageBytes, type ImageSet } from "../../data/imageSet";
import { labelledMask, UNLABELLED } from "../../data/labelledShare";
import { BYTE_VALUES, normalisationTable } from "../../data/normalise";
import { setApart, validationCount } from "../../data/validationShare";
import type { Experiment } from "../../experiment/experiment";

/** One image of a training batch: where it comes from and how the networks see it. */
export interface BatchRow {
  /** Position in the training set. */
  readonly index: number;
  readonly label: number;
  /** Training never sees its label. */
  readonly withheld: boolean;
}

export interface BatchRows {
  readonly rows: readonly BatchRow[];
  /** The rows after mirroring and shifting, as bytes; one set per view. */
  readonly views: readonly ImageSet[];
}

type Made = Pick<Experiment, "seed" | "training" | "augmentation">;

function optionsOf(set: ImageSet, { seed, training, augmentation }: Made): BatchOptions {
  const wanted = validationCount(set.count, training.validation);
  const among = wanted === 0 ? undefined : setApart(set.labels, wanted).trained;
  const labelled = labelledMask(set, seed, training.labelled, among);
  return { seed, batchSize: training.batchSize, augmentation, labelled, among };
}

/** Which images the batch of a step is made of: what a set that lies in a file must be asked for first. */
export function batchPlaces(set: ImageSet, made: Made, step: number): readonly number[] {
  const options = optionsOf(set, made);
  const indices = new Uint32Array(options.batchSize);
  batchOrderOf(set, options).fill(step, indices);
  return [...indices];
}

/**
 * The first rows of the batch of a step, made by what training makes it with.
 * @param views two where a method contrasts views of an image. @param most rows.
 * @throws RangeError for settings that no batch can be made of; see `createBatchBuilder`.
 */
export function batchRows(
  set: ImageSet,
  info: DatasetInfo,
  made: Made,
  step: number,
  views: 1 | 2,
  most: number,
): BatchRows {
  const options = optionsOf(set, made);
  const builder = createBatchBuilder(set, info, options);
  const table = normalisationTable(info);
  const count = Math.min(most, options.batchSize);
  const drawn = Array.from({ length: views }, (_, view) => {
    const batch = builder.build(step, view);
    const rows = Array.from({ length: count }, (__, row): BatchRow => {
      const index = batch.indices[row] ?? 0;
      return { index, label: set.labels[index] ?? 0, withheld: batch.labels[row] === UNLABELLED };
    });
    const images = asBytes(batch.images.subarray(0, count * imageBytes(set)), table, set.channels);
    return { rows, set: { ...set, count, images, labels: Uint16Array.from(rows, ({ label }) => label) } };
  });
  return { rows: drawn[0]?.rows ?? [], views: drawn.map((view) => view.set) };
}

/** The way back from the network's input; what a shift uncovers may be 0 there, the mean grey here. */
export function asBytes(values: Float32Array, table: Float32Array, channels: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values, (value, at) => {
    const start = (at % channels) * BYTE_VALUES;
    const [black = 0, next = 1] = [table[start], table[start + 1]];
    return Math.min(255, Math.max(0, Math.round((value - black) / (next - black))));
  });
}
