import { validationCount } from "../data/validationShare";
import type { Experiment } from "./experiment";
import { datasetInfoOf } from "./network";

/** Which images a number was measured on. */
export type Split = "validation" | "test";

type Parts = Pick<Experiment, "dataset" | "training">;

/** How many images are neither trained on nor tested, but watched while training; 0 for an experiment that has none. */
export function validationImages({ dataset, training }: Parts): number {
  return validationCount(datasetInfoOf({ dataset }).trainCount, training.validation);
}

/** How many of the training images networks are trained on. */
export function trainedImages(experiment: Parts): number {
  return datasetInfoOf(experiment).trainCount - validationImages(experiment);
}

/**
 * What is measured while a run trains, and what patience, sweeps and early comparisons go by. Without validation images it is the
 * test set, as in every run before there were any.
 */
export function watchedSplit({ training }: Pick<Experiment, "training">): Split {
  return training.validation > 0 ? "validation" : "test";
}

/** How many images the watched split has. */
export function watchedImages(experiment: Parts): number {
  return watchedSplit(experiment) === "validation" ? validationImages(experiment) : datasetInfoOf(experiment).testCount;
}
