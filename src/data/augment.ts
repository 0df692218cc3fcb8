import { belowAt, drawAt } from "../random/mix32";

/**
 * Random changes of training images that keep their labels.
 *
 * A row's numbers are draws of two keys, `streamKey(seed, "flip" | "shift", step, view)`, hence the same for every arm
 * and whether or not other rows are drawn; they are whole numbers, so a GPU can draw the same ones.
 */
export interface Augmentation {
  /** Mirrors half of the images left to right. */
  readonly flip: boolean;
  /** Moves each image by up to this many pixels along both axes; 0 for none. */
  readonly shift: number;
}

/** Whether a row of the batch is mirrored: draw row + 1 of the flip key lies in the lower half of its range. */
export function isMirrored(flipKey: number, row: number): boolean {
  return drawAt(flipKey, row + 1) < 0x80000000;
}

/**
 * How far a row of the batch moves along an axis: draw 2 · row + 1 (axis 0, rows) or 2 · row + 2 (axis 1, columns) of the
 * shift key, uniform from -shift to shift.
 *
 * The shifted image is `out[r, c] = mirrored[r + offset 0, c + offset 1]`: the flip comes first.
 */
export function offsetOf(shiftKey: number, row: number, axis: 0 | 1, shift: number): number {
  return belowAt(shiftKey, 2 * row + 1 + axis, 2 * shift + 1) - shift;
}
