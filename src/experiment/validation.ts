import { validationCount } from "../data/validationShare";
import type { Experiment } from "./experiment";
import { datasetInfoOf } from "./network";

/** Which images a number was measured on. */
export type Split = "validation" | "test";

type Parts = Pick<Experiment, "dataset" | "training">;

/** How many training images are not trained on but watched, by the share that was asked for. */
export function imagesSetApart({ dataset, training }: Parts): number {
  return validationCount(datasetInfoOf({ dataset }).trainCount, training.validation);
}

/** How many validation images of the set's own are watched: none where a share of its training images is. */
export function ownValidationImages({ dataset, training }: Parts): number {
  return training.validation > 0 ? 0 : (datasetInfoOf({ dataset }).validationCount ?? 0);
}

/** How many of the training images networks are trained on. */
export function trainedImages(experiment: Parts): number {
  return datasetInfoOf(experiment).trainCount - imagesSetApart(experiment);
}

/**
 * What is measured while a run trains, and what patience, sweeps and early comparisons go by. Without validation images it is the
 * test set, as in every run before there were any.
 */
export function watchedSplit(experiment: Parts): Split {
  return experiment.training.validation > 0 || ownValidationImages(experiment) > 0 ? "validation" : "test";
}

/** How many images the watched split has. */
export function watchedImages(experiment: Parts): number {
  if (watchedSplit(experiment) === "test") return datasetInfoOf(experiment).testCount;
  return imagesSetApart(experiment) + ownValidationImages(experiment);
}
