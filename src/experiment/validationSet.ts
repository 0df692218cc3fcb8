import type { Splits } from "../catalog/datasets/dataset";
import type { ImageSet } from "../data/imageSet";
import { picked } from "../data/picked";
import { setApart } from "../data/validationShare";
import type { Experiment } from "./experiment";
import { remember } from "./remember";
import { imagesSetApart, ownValidationImages } from "./validation";

/** The images that a run is watched on: the set's own, or those of the training set that `setApart` chooses. */
export function validationSet(splits: Splits, experiment: Experiment): ImageSet {
  const own = ownValidationImages(experiment) > 0 ? splits.validation : undefined;
  return own ?? fromTraining(splits.train, experiment);
}

/** Where image `index` of it stands in the training set; undefined for images of its own. */
export function placeInTraining(splits: Splits, experiment: Experiment, index: number): number | undefined {
  if (ownValidationImages(experiment) > 0 && splits.validation !== undefined) return undefined;
  return chosen(splits.train, experiment)[index];
}

/** Kept as long as both are. */
const chosen = remember(
  (train: ImageSet, experiment: Experiment) => setApart(train.labels, imagesSetApart(experiment)).validation,
);
const fromTraining = remember((train: ImageSet, experiment: Experiment): ImageSet =>
  picked(train, chosen(train, experiment)),
);
