import { applyChange, changeRoom } from "../../data/augment/applyChange";
import { CHANGE_WORDS } from "../../data/augment/change";
import { createChangeDrawer } from "../../data/augment/drawChanges";
import type { DatasetInfo } from "../../data/datasetInfo";
import { imageBytes, type ImageSet } from "../../data/imageSet";
import { normalisationTable } from "../../data/normalise";
import type { Experiment } from "../../experiment/experiment";
import { asBytes } from "./batchRows";

/**
 * What an image may become in training: what the first row of so many steps would be if it were this image.
 * @param view 0, or 1 for the second of two. @param from the first step. @param count steps.
 */
export function drawsOf(
  set: ImageSet,
  index: number,
  info: DatasetInfo,
  { seed, augmentation }: Pick<Experiment, "seed" | "augmentation">,
  view: number,
  from: number,
  count: number,
): ImageSet {
  const drawer = createChangeDrawer(seed, augmentation, set);
  const changes = new Int32Array(CHANGE_WORDS);
  const table = normalisationTable(info);
  const room = changeRoom(set);
  const size = imageBytes(set);
  const values = new Float32Array(count * size);
  for (let draw = 0; draw < count; draw += 1) {
    drawer.fill(from + draw, view, 1, changes);
    applyChange(set, index, table, changes, 0, room, values, draw * size);
  }
  const { height, width, channels } = set;
  const labels = new Uint16Array(count).fill(set.labels[index] ?? 0);
  return { count, height, width, channels, images: asBytes(values, table, channels), labels };
}
