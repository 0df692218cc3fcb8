import { createSourceBuilder } from "../data/sourceBuilder";
import { createViewBuilder } from "../data/stackedViews";
import { labelledMask } from "../data/labelledShare";
import { picked } from "../data/picked";
import { setApart } from "../data/validationShare";
import type { Engine } from "../engine/engine";
import type { Executor, Snapshot } from "../engine/executor";
import type { Experiment } from "../experiment/experiment";
import { builtNetworks } from "../experiment/expansion";
import { datasetEntry, datasetInfoOf, type ArmNetwork } from "../experiment/network";
import { imagesSetApart, ownValidationImages } from "../experiment/validation";
import { FaultError } from "../protocol/faultError";
import { teacherTensors } from "../graph/withTeacher";
import { executorPlanOf } from "./executorPlan";
import { progressOf } from "./progress";
import type { EventBody, TrainEnvironment } from "./trainEnvironment";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/**
 * Loads the data, expands the networks, builds an executor for each and gives it the state to go on from; tells how far it
 * has come.
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
  const { signal, cache, resumeFrom } = environment;
  const load = progressOf((onProgress) =>
    datasetEntry(experiment.dataset.kind).load(experiment.dataset, experiment.seed, { onProgress, signal, cache }),
  );
  const splits = yield* preparing("data", load, step);
  const networks = builtNetworks(experiment);
  // Where one method needs two views, all arms train on both: otherwise its arm alone would see twice the images.
  const views = networks.some(({ plan }) => plan.views === 2) ? 2 : 1;
  const arms: TrainingArm[] = [];
  for (const [index, network] of networks.entries()) {
    const saved = resumeFrom?.arms[index];
    const arm = yield* prepareArm(network, views, experiment, environment, engine, saved?.variants, step);
    executors.push(arm.executor);
    if (resumeFrom !== undefined && saved !== undefined)
      await arm.executor.restore({ step: resumeFrom.step, ...saved });
    arms.push(arm);
    signal.throwIfAborted();
  }
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
  return { experiment, info, splits, ...watched, arms, engine, batches };
}

async function* prepareArm(
  network: ArmNetwork,
  views: 1 | 2,
  experiment: Experiment,
  environment: TrainEnvironment,
  engine: Engine,
  saved: Snapshot["variants"] | undefined,
  step: number,
): AsyncGenerator<EventBody, TrainingArm> {
  const { graph, plan, probeTerms } = network;
  const frozen = frozenOf(network, environment);
  const execution = executorPlanOf(experiment, network, { views, frozen });
  const { replayed } = environment;
  const recorded = saved ?? (replayed?.adapter === engine.record.adapter ? replayed.variants : undefined);
  const build = progressOf((onProgress) => engine.create(execution, onProgress, recorded));
  const executor = yield* preparing("kernels", build, step);
  return {
    graph,
    plan,
    executor,
    probeTerms,
    ...(plan.updates === "alternating" && execution.groups !== undefined ? { turns: execution.groups } : {}),
    ...(frozen === undefined ? {} : { frozen }),
  };
}

/** @throws FaultError when the weights that an arm learns from are not at hand. */
function frozenOf(
  { graph, teacherKey }: ArmNetwork,
  { teachers }: TrainEnvironment,
): ReadonlyMap<string, Float32Array> | undefined {
  if (teacherKey === undefined) return undefined;
  const tensors = teachers?.get(teacherKey);
  if (tensors === undefined) {
    throw new FaultError({ code: "noTeacher", key: teacherKey });
  }
  return teacherTensors(graph, tensors);
}

async function* preparing<T>(
  what: "data" | "kernels",
  task: AsyncGenerator<{ readonly done: number; readonly total: number }, T>,
  step: number,
): AsyncGenerator<EventBody, T> {
  for (;;) {
    const next = await task.next();
    if (next.done === true) return next.value;
    yield { step, type: "preparing", what, ...next.value };
  }
}
