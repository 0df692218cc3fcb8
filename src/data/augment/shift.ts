import { belowAt } from "../../random/mix32";
import { isCdsView, type Augmentation, type AugmentationKind } from "./augmentation";
import { Change, filledWith } from "./change";

/** A byte in the middle, as the authors of CDS pad their first view. */
const GREY = 128;

/**
 * How far a row of the batch moves along an axis: draw 2 · row + 1 (axis 0, rows) or 2 · row + 2 (axis 1, columns) of the
 * shift key, uniform from -shift to shift.
 *
 * The shifted image is `out[r, c] = mirrored[r + offset 0, c + offset 1]`: the flip comes first.
 */
export function offsetOf(shiftKey: number, row: number, axis: 0 | 1, shift: number): number {
  return belowAt(shiftKey, 2 * row + 1 + axis, 2 * shift + 1) - shift;
}

/** Padded on each side and cut back to its size at a drawn place. */
export const shift: AugmentationKind = {
  settings: ["shift", "fill", "views"],
  purpose: "shift",
  isOn: (augmentation) => augmentation.shift > 0,
  draw(key, row, augmentation, view, _extent, changes, start) {
    changes[start + Change.down] = offsetOf(key, row, 0, augmentation.shift);
    changes[start + Change.right] = offsetOf(key, row, 1, augmentation.shift);
    changes[start + Change.fill] = fillOf(augmentation, view);
  },
};

function fillOf(augmentation: Augmentation, view: number): number {
  if (augmentation.views === "cds") return filledWith(isCdsView(augmentation, view, 0) ? GREY : 0);
  if (augmentation.fill === "mean") return 0;
  return filledWith(augmentation.fill === "grey" ? GREY : 0);
}
