import { drawAt } from "../../random/mix32";
import type { AugmentationKind } from "./augmentation";
import { Change } from "./change";

const TWO_TO_32 = 4294967296;

/** Pixels whose three channels are their brightness. */
export const grey: AugmentationKind = {
  settings: ["grey", "views"],
  purpose: "grey",
  isOn: (augmentation, view) => augmentation.grey > 0 && (augmentation.views === "alike" || view === 1),
  draw(key, row, augmentation, _view, _extent, changes, start) {
    changes[start + Change.grey] = Number(drawAt(key, row + 1) < augmentation.grey * TWO_TO_32);
  },
};
