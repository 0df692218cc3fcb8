import type { Splits } from "../catalog/datasets/dataset";
import { createSourceBuilder } from "../data/sourceBuilder";
import { createViewBuilder } from "../data/stackedViews";
import { labelledMask } from "../data/labelledShare";
import { picked } from "../data/picked";
import { setApart } from "../data/validationShare";
import type { Engine } from "../engine/engine";
import type { Executor, ExecutorPlan, Snapshot } from "../engine/executor";
import { ARM_LETTERS, type Experiment } from "../experiment/experiment";
import { builtNetworks } from "../experiment/expansion";
import { datasetEntry, datasetInfoOf, type ArmNetwork } from "../experiment/network";
import { imagesSetApart, ownValidationImages } from "../experiment/validation";
import { FaultError } from "../protocol/faultError";
import { startTensors } from "../graph/startTensors";
import { teacherTensors } from "../graph/withTeacher";
import { weightsHash } from "../storage/weightsHash";
import { executorPlanOf } from "./executorPlan";
import { progressOf, type Progressing } from "./progress";
import type { EventBody, TrainEnvironment } from "./trainEnvironment";
import type { TrainingArm, TrainingRun } from "./trainingRun";

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
  const { signal, cache, resumeFrom } = environment;
  const networks = builtNetworks(experiment);
  // Where one method needs two views, all arms train on both: otherwise its arm alone would see twice the images.
  const views = networks.some(({ plan }) => plan.views === 2) ? 2 : 1;
  const planned = networks.map((network, index) => {
    const saved = resumeFrom?.arms[index];
    const frozen = frozenOf(network, environment);
    const start = saved === undefined ? startOf(network, index, environment) : undefined;
    const execution = executorPlanOf(experiment, network, { views, frozen, start: start?.tensors });
    return { network, saved, frozen, start, execution };
  });
  const load = progressOf((onProgress) =>
    datasetEntry(experiment.dataset.kind).load(experiment.dataset, experiment.seed, { onProgress, signal, cache }),
  );
  /** Executors that are being built, to wait for before anything is disposed of. */
  const building: Promise<void>[] = [];
  const builds = planned.map(({ execution, saved }) =>
    progressOf(async (onProgress) => {
      const build = engine.create(execution, onProgress, saved?.variants ?? recordedVariants(engine, environment));
      building.push(
        build.then(
          (executor) => void executors.push(executor),
          // Told to whoever takes the executor.
          () => undefined,
        ),
      );
      return build;
    }),
  );
  try {
    const splits = yield* preparing("data", load, step);
    const arms: TrainingArm[] = [];
    for (const [index, { network, saved, frozen, start, execution }] of planned.entries()) {
      const build = builds[index];
      if (build === undefined) throw new Error("an arm without an executor");
      const executor = yield* preparing("kernels", build, step);
      if (resumeFrom !== undefined && saved !== undefined) await executor.restore({ step: resumeFrom.step, ...saved });
      const hash = start && { startHash: await weightsHash(start.given) };
      arms.push({ ...armOf(network, executor, execution, frozen), ...hash });
      signal.throwIfAborted();
    }
    return runOf(experiment, engine, splits, arms, views);
  } finally {
    await Promise.all(building);
  }
}

/** The kernels that a run is to compute with again; undefined where it is none of this adapter's. */
function recordedVariants({ record }: Engine, { replayed }: TrainEnvironment): Snapshot["variants"] | undefined {
  return replayed?.adapter === record.adapter ? replayed.variants : undefined;
}

/** What the arms share: images, labels, batches. */
function runOf(
  experiment: Experiment,
  engine: Engine,
  splits: Splits,
  arms: readonly TrainingArm[],
  views: 1 | 2,
): TrainingRun {
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

function armOf(
  { graph, plan, probeTerms }: ArmNetwork,
  executor: Executor,
  { groups, start }: ExecutorPlan,
  frozen: ReadonlyMap<string, Float32Array> | undefined,
): TrainingArm {
  return {
    graph,
    plan,
    executor,
    probeTerms,
    ...(plan.updates === "alternating" && groups !== undefined ? { turns: groups } : {}),
    ...(frozen === undefined ? {} : { frozen }),
    ...(start === undefined ? {} : { start }),
  };
}

interface Start {
  readonly tensors: ReadonlyMap<string, Float32Array>;
  /** With what else was kept of the network that they are of. */
  readonly given: ReadonlyMap<string, Float32Array>;
}

/**
 * The weights that an arm starts from; undefined where the seed draws them.
 * @throws FaultError when they are not at hand, or another network's.
 */
function startOf({ graph, startKey }: ArmNetwork, index: number, { teachers }: TrainEnvironment): Start | undefined {
  if (startKey === undefined) return undefined;
  const arm = ARM_LETTERS[index] ?? "?";
  const given = teachers?.get(startKey);
  if (given === undefined) throw new FaultError({ code: "noStart", arm, key: startKey });
  const { tensors, differing } = startTensors(graph, given);
  if (differing.length > 0) throw new FaultError({ code: "otherStart", arm, key: startKey, names: [...differing] });
  return { tensors, given };
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
  task: Progressing<T>,
  step: number,
): AsyncGenerator<EventBody, T> {
  for (;;) {
    const next = await task.next();
    if (next.done === true) return next.value;
    yield { step, type: "preparing", what, ...next.value };
  }
}
