import type { Splits } from "../catalog/datasets/dataset";
import { createSourceBuilder } from "../data/sourceBuilder";
import { createViewBuilder } from "../data/stackedViews";
import { labelledMask } from "../data/labelledShare";
import { picked } from "../data/picked";
import { setApart } from "../data/validationShare";
import type { Engine } from "../engine/engine";
import type { Executor } from "../engine/executor";
import type { Experiment } from "../experiment/experiment";
import { builtNetworks } from "../experiment/expansion";
import { datasetEntry, datasetInfoOf } from "../experiment/network";
import { imagesSetApart, ownValidationImages } from "../experiment/validation";
import { beginArms, finishArms, type PreparedArms } from "./prepareArms";
import { preparing, progressOf } from "./progress";
import type { EventBody, TrainEnvironment } from "./trainEnvironment";
import type { TrainingRun } from "./trainingRun";

/**
 * Loads the data, expands the networks, builds an executor for each and gives it the state to go on from; tells how far it
 * has come. Everything is begun at once: a graphics driver compiles while the images are made.
 * @param executors gets every executor as soon as it is there: they are the caller's to dispose of, whatever fails.
 * @param step where the run begins.
 */
export async function* prepareRun(
  experiment: Experiment,
  environment: TrainEnvironment,
  engine: Engine,
  executors: Executor[],
  step: number,
): AsyncGenerator<EventBody, TrainingRun> {
  const { signal, cache } = environment;
  const networks = builtNetworks(experiment);
  // Where one method needs two views, all arms train on both: otherwise its arm alone would see twice the images.
  const views = networks.some(({ plan }) => plan.views === 2) ? 2 : 1;
  const begun = beginArms({ networks, views, experiment, environment, engine, executors });
  try {
    const load = progressOf((onProgress) =>
      datasetEntry(experiment.dataset.kind).load(experiment.dataset, experiment.seed, { onProgress, signal, cache }),
    );
    const splits = yield* preparing("data", load, step);
    return runOf(experiment, engine, splits, yield* finishArms(begun, step), views);
  } finally {
    await begun.settled();
  }
}

/** What the arms share: images, labels, batches. */
function runOf(experiment: Experiment, engine: Engine, splits: Splits, arms: PreparedArms, views: 1 | 2): TrainingRun {
  const { seed, training, augmentation } = experiment;
  const info = datasetInfoOf(experiment);
  const wanted = imagesSetApart(experiment);
  const apart = wanted === 0 ? undefined : setApart(splits.train.labels, wanted);
  const labelled = labelledMask(splits.train, seed, training.labelled, apart?.trained);
  const options = { seed, batchSize: training.batchSize, augmentation, labelled, among: apart?.trained };
  const build = engine.augments ? createSourceBuilder : createViewBuilder;
  const batches = build(splits.train, info, options, views);
  const watched =
    apart !== undefined
      ? { validation: picked(splits.train, apart.validation), trained: apart.trained }
      : splits.validation !== undefined && ownValidationImages(experiment) > 0
        ? { validation: splits.validation }
        : {};
  return { experiment, info, splits, ...watched, ...arms, engine, batches };
}
