import { belowAt } from "../../random/mix32";
import type { AugmentationKind } from "./augmentation";
import { Change, filledWith } from "./change";

/**
 * A square hole whose middle is any pixel of the image, so that parts of it may lie outside: middle row and column are draws
 * 2 · row + 1 and 2 · row + 2 of the key.
 */
export const cutout: AugmentationKind = {
  settings: ["cutout", "views"],
  purpose: "cutout",
  isOn: (augmentation, view) => augmentation.cutout > 0 && (augmentation.views === "alike" || view === 0),
  draw(key, row, { cutout: side, views }, _view, { height, width }, changes, start) {
    const half = Math.floor(side / 2);
    const top = belowAt(key, 2 * row + 1, height) - half;
    const left = belowAt(key, 2 * row + 2, width) - half;
    changes[start + Change.top] = top;
    changes[start + Change.left] = left;
    changes[start + Change.bottom] = top + side;
    changes[start + Change.end] = left + side;
    // Cutout's authors cut the normalised image, CDS's before it is normalised: mean grey here, black there.
    changes[start + Change.hole] = views === "cds" ? filledWith(0) : 0;
  },
};
