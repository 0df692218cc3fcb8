import type { Engine, Together } from "../engine/engine";
import type { Executor, ExecutorPlan, Snapshot } from "../engine/executor";
import { ARM_LETTERS, type Experiment } from "../experiment/experiment";
import type { ArmNetwork } from "../experiment/network";
import { startTensors } from "../graph/startTensors";
import { teacherTensors } from "../graph/withTeacher";
import { FaultError } from "../protocol/faultError";
import { weightsHash } from "../storage/weightsHash";
import { executorPlanOf } from "./executorPlan";
import { preparing, progressOf, type OnProgress, type Progressing } from "./progress";
import type { EventBody, TrainEnvironment } from "./trainEnvironment";
import type { TrainingArm, TrainingRun } from "./trainingRun";

export interface ArmsToPrepare {
  readonly networks: readonly ArmNetwork[];
  readonly views: 1 | 2;
  readonly experiment: Experiment;
  readonly environment: TrainEnvironment;
  readonly engine: Engine;
  /** Gets every executor as soon as it is there. */
  readonly executors: Executor[];
}

export type PreparedArms = Pick<TrainingRun, "arms" | "stepTogether">;

/** An arm's network with all that an engine makes an executor of. */
interface Wanted {
  readonly network: ArmNetwork;
  readonly execution: ExecutorPlan;
  readonly frozen: ReadonlyMap<string, Float32Array> | undefined;
  /** What it starts from, unless it goes on from a state or the seed draws it. */
  readonly start: Start | undefined;
  /** Kernel variants that are to be used again. */
  readonly recorded: Snapshot["variants"] | undefined;
}

/** Executors on their way. */
export interface BegunArms {
  readonly given: ArmsToPrepare;
  readonly wanted: readonly Wanted[];
  /** All of them at once, where the engine can. */
  readonly together: Progressing<Together | undefined> | undefined;
  /** One by itself; begun at the latest when it is asked for. */
  alone(arm: number): Progressing<Executor>;
  /** Waits for all that was begun, before anything is disposed of. */
  settled(): Promise<unknown>;
}

/** Begins to build an executor for each arm, together where the engine can. */
export function beginArms(given: ArmsToPrepare): BegunArms {
  const { networks, engine, executors } = given;
  const wanted = networks.map((network, index) => wantedOf(given, network, index));
  const building: Promise<void>[] = [];
  const begin = <T>(build: (onProgress: OnProgress) => Promise<T>, executorsOf: (made: T) => readonly Executor[]) =>
    progressOf(async (onProgress) => {
      const made = build(onProgress);
      building.push(
        made.then(
          (each) => void executors.push(...executorsOf(each)),
          // Told to whoever takes the executors.
          () => undefined,
        ),
      );
      return made;
    });
  const begun = new Map<number, Progressing<Executor>>();
  const alone = (arm: number): Progressing<Executor> => {
    const one = wanted[arm];
    if (one === undefined) throw new RangeError(`no arm ${arm}`);
    const known =
      begun.get(arm) ??
      begin(
        (onProgress) => engine.create(one.execution, onProgress, one.recorded),
        (executor) => [executor],
      );
    begun.set(arm, known);
    return known;
  };
  // Branches that take turns have a step of their own each.
  const { createTogether } = wanted.length < 2 || wanted.some(takesTurns) ? {} : engine;
  const together =
    createTogether &&
    begin(
      (onProgress) =>
        createTogether(
          wanted.map(({ execution }) => execution),
          onProgress,
          wanted.map(({ recorded }) => recorded),
        ),
      (made) => made?.executors ?? [],
    );
  if (together === undefined) wanted.forEach((_, arm) => alone(arm));
  return { given, wanted, together, alone, settled: () => Promise.all(building) };
}

/** Waits for the executors, and gives each the state to go on from. @param step where the run begins. */
export async function* finishArms(
  { given, wanted, together, alone }: BegunArms,
  step: number,
): AsyncGenerator<EventBody, PreparedArms> {
  const { signal, resumeFrom } = given.environment;
  const made = together && (yield* preparing("kernels", together, step));
  const arms: TrainingArm[] = [];
  for (const [index, each] of wanted.entries()) {
    const executor = made?.executors[index] ?? (yield* preparing("kernels", alone(index), step));
    const saved = resumeFrom?.arms[index];
    if (resumeFrom !== undefined && saved !== undefined) await executor.restore({ step: resumeFrom.step, ...saved });
    const hash = each.start && { startHash: await weightsHash(each.start.given) };
    arms.push({ ...armOf(each, executor), ...hash });
    signal.throwIfAborted();
  }
  return { arms, ...(made === undefined ? {} : { stepTogether: made.step }) };
}

function wantedOf({ experiment, views, environment, engine }: ArmsToPrepare, network: ArmNetwork, arm: number): Wanted {
  const { replayed, resumeFrom } = environment;
  const frozen = frozenOf(network, environment);
  const start = resumeFrom?.arms[arm] === undefined ? startOf(network, arm, environment) : undefined;
  return {
    network,
    execution: executorPlanOf(experiment, network, { views, frozen, start: start?.tensors }),
    frozen,
    start,
    recorded:
      resumeFrom?.arms[arm]?.variants ?? (replayed?.adapter === engine.record.adapter ? replayed.variants : undefined),
  };
}

/** Whether branches are updated one after the other, each with a step of its own. */
const takesTurns = ({ network: { plan }, execution }: Wanted): boolean =>
  plan.updates === "alternating" && execution.groups !== undefined;

function armOf(wanted: Wanted, executor: Executor): TrainingArm {
  const { network, execution, frozen } = wanted;
  const { graph, plan, probeTerms } = network;
  return {
    graph,
    plan,
    executor,
    probeTerms,
    ...(takesTurns(wanted) && execution.groups !== undefined ? { turns: execution.groups } : {}),
    ...(frozen === undefined ? {} : { frozen }),
    ...(execution.start === undefined ? {} : { start: execution.start }),
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
