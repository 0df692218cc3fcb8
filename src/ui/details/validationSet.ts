import type { ImageSet } from "../../data/imageSet";
import { picked } from "../../data/picked";
import { setApart } from "../../data/validationShare";
import type { Experiment } from "../../experiment/experiment";
import { remember } from "../../experiment/remember";
import { validationImages } from "../../experiment/validation";

/** The images that a run is watched on, out of the training set, as `setApart` chooses them; kept as long as both are. */
export const validationSet = remember((train: ImageSet, experiment: Experiment): ImageSet =>
  picked(train, setApart(train.labels, validationImages(experiment)).validation),
);
