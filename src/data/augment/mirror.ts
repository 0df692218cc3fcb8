import { drawAt } from "../../random/mix32";
import type { AugmentationKind } from "./augmentation";
import { Change } from "./change";

/** Whether a row of the batch is mirrored: draw row + 1 of the flip key lies in the lower half of its range. */
export function isMirrored(flipKey: number, row: number): boolean {
  return drawAt(flipKey, row + 1) < 0x80000000;
}

/** Half of the images, left to right. */
export const mirror: AugmentationKind = {
  settings: ["flip"],
  purpose: "flip",
  isOn: ({ flip }) => flip,
  draw(key, row, _augmentation, _view, _extent, changes, start) {
    changes[start + Change.mirrored] = Number(isMirrored(key, row));
  },
};
