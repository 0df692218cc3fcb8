import { kindOf, type Term } from "../graph/term";
import {
  datasetEntry,
  armNetwork,
  type ArmNetwork,
  armTitle,
  datasetInfoOf,
  optimizerSpecOf,
} from "../experiment/network";
import { createSourceBuilder } from "../data/sourceBuilder";
import { createViewBuilder } from "../data/stackedViews";
import { labelledMask, labelledRows } from "../data/labelledShare";
import { nextMacrotask } from "../tasks/nextMacrotask";
import type { DatasetCache } from "../data/datasetCache";
import { ARM_LETTERS, type Experiment } from "../experiment/experiment";
import { teacherTensors } from "../graph/withTeacher";
import type { PatienceState, RunSnapshot } from "../protocol/command";
import type { StepRecord, TrainEvent } from "../protocol/event";
import { badParameter } from "../engine/badTensor";
import { writeCoefficients } from "./coefficients";
import { findDivergence, type FoundDivergence } from "./divergence";
import { explainDivergence } from "./explainDivergence";
import type { Engine } from "../engine/engine";
import type { Executor, StepResult } from "../engine/executor";
import { stepArm } from "./stepArm";
import { evaluateArms, type Evaluation } from "./evaluateArms";
import { afterEvaluation } from "./patience";
import { probeArms, probeReference } from "./probeArms";
import { progressOf } from "./progress";
import { createSnapshotRing, RING_EVERY, type SnapshotRing } from "./snapshotRing";
import { learningRateAt, stepInput } from "./stepInput";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/** Everything a run needs from outside; the trainer itself reads no clock and knows no thread. */
export interface TrainEnvironment {
  readonly run: string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Ends the run at the next step with `finished: stopped`. */
  readonly signal: AbortSignal;
  /** The engine outlives the run: its compiled programs serve the next one, too. */
  readonly openEngine: () => Promise<Engine>;
  readonly cache?: DatasetCache;
  /** Stop after this many steps; the schedule still covers the whole budget. */
  readonly stopAt?: number;
  readonly referenceProbe?: boolean;
  /** Weights of earlier runs by their key, for methods that have a teacher. */
  readonly teachers?: ReadonlyMap<string, ReadonlyMap<string, Float32Array>>;
  readonly resumeFrom?: RunSnapshot;
  /** Steps between two calls of `onSnapshot`, which is also called at the end, and where steps are slow by time. */
  readonly snapshotEvery?: number;
  /** @param last the state that the run ends with. */
  readonly onSnapshot?: (snapshot: RunSnapshot, last: boolean) => void;
  /** Where the last few states are held, for whoever goes back to them after the run. */
  readonly ring?: SnapshotRing;
}

/** Steps that may be under way at once: enough to hide the read-back, few enough to stop soon. */
const STEPS_IN_FLIGHT = 3;

/** Where steps are slow, states are held more often: the steps since the last one take about this long to take again. */
const AGAIN_MS = 2000;
/** A state is told at least so often, however slow the steps are. */
const TELL_MS = 10_000;
/** A device that is lost this often without progress is not coming back. */
const LOSSES_IN_A_ROW = 3;

type Body<E> = E extends unknown ? Omit<E, "run"> : never;
type EventBody = Body<TrainEvent>;

/**
 * Trains all arms of an experiment in lockstep on the same batches. Yields everything that happens, in step order, and
 * ends with exactly one `finished` or `failed`; it never throws. Pausing means not pulling. A lost device restarts the
 * run from its last snapshot on whatever engine can be opened then.
 *
 * The same experiment gives the same numbers on the same engine: every random number is drawn by (seed, purpose, step).
 */
export async function* train(experiment: Experiment, environment: TrainEnvironment): AsyncGenerator<TrainEvent, void> {
  const { run, signal } = environment;
  const held = environment.ring ?? createSnapshotRing();
  let latest = environment.resumeFrom;
  let step = latest?.step ?? 0;
  let losses = 0;
  const ring: SnapshotRing = {
    add(snapshot) {
      latest = snapshot;
      losses = 0;
      held.add(snapshot);
    },
    upTo: (at) => held.upTo(at),
  };
  if (latest !== undefined) held.add(latest);
  for (;;) {
    const attempt = { ...environment, ...(latest === undefined ? {} : { resumeFrom: latest }), ring };
    try {
      for await (const body of trainSteps(experiment, attempt)) {
        step = body.step;
        yield { run, ...body };
      }
      return;
    } catch (error) {
      if (signal.aborted) {
        yield { run, step, type: "finished", reason: "stopped" };
        return;
      }
      losses += 1;
      if (!isDeviceLoss(error) || losses > LOSSES_IN_A_ROW) {
        yield { run, step, type: "failed", error: wireError(error) };
        return;
      }
      step = latest?.step ?? 0;
      yield { run, step, type: "restarted", error: wireError(error) };
    }
  }
}

/** A lost device takes its memory along, but another can be opened; anything else would happen again. */
function isDeviceLoss(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === "device-lost";
}

/** An error as it crosses the worker's door. */
export function wireError(error: unknown): { code: string; message: string; path?: string } {
  if (!(error instanceof Error)) return { code: "unknown", message: String(error) };
  const { code, path } = error as { code?: unknown; path?: unknown };
  return {
    code: typeof code === "string" ? code : "unknown",
    message: error.message,
    ...(typeof path === "string" ? { path } : {}),
  };
}

/** What one attempt at a run is given. */
type Attempt = TrainEnvironment & { readonly ring: SnapshotRing };

async function* trainSteps(experiment: Experiment, environment: Attempt): AsyncGenerator<EventBody, void> {
  const start = environment.resumeFrom?.step ?? 0;
  const { signal } = environment;
  yield { step: start, type: "preparing", what: "engine", done: 0, total: 1 };
  const engine = await environment.openEngine();
  const executors: Executor[] = [];
  try {
    const run = yield* prepare(experiment, environment, engine, executors, start);
    yield {
      step: start,
      type: "started",
      arms: run.arms.map(({ graph, plan, executor }, index) => ({
        letter: ARM_LETTERS[index] ?? "?",
        title: titleAt(experiment, index),
        branches: graph.heads.map((head) => head.branch),
        terms: plan.terms.map((term) => term.id),
        variants: executor.variants,
      })),
      engine: engine.record,
      budget: experiment.training.budget,
      stepsPerEpoch: run.batches.stepsPerEpoch,
    };
    signal.throwIfAborted();
    yield* trainLoop(run, environment, start);
  } catch (error) {
    // A call may fail a moment before the loss of its device is announced.
    await nextMacrotask();
    throw engine.fault() ?? error;
  } finally {
    for (const executor of executors) executor.dispose();
  }
}

function titleAt(experiment: Experiment, index: number): string {
  const arm = experiment.arms[index];
  return arm === undefined ? "" : armTitle(arm);
}

async function* prepare(
  experiment: Experiment,
  environment: TrainEnvironment,
  engine: Engine,
  executors: Executor[],
  step: number,
): AsyncGenerator<EventBody, TrainingRun> {
  const info = datasetInfoOf(experiment);
  const { signal, cache, resumeFrom } = environment;
  const load = progressOf((onProgress) =>
    datasetEntry(experiment.dataset.kind).load(experiment.dataset, experiment.seed, { onProgress, signal, cache }),
  );
  const splits = yield* preparing("data", load, step);
  const arms: TrainingArm[] = [];
  const networks = experiment.arms.map((arm) => armNetwork(experiment, arm));
  // Where one method needs two views, all arms train on both: otherwise its arm alone would see twice the images.
  const views = networks.some(({ plan }) => plan.views === 2) ? 2 : 1;
  for (const [index, network] of networks.entries()) {
    const { graph, plan, probeTerms } = network;
    const frozen = frozenOf(network, environment);
    const batchSize = experiment.training.batchSize * views;
    const groups = plan.updates === "alternating" ? graph.heads.map(({ branch }) => [branch]) : undefined;
    const optimizer = optimizerSpecOf(experiment);
    const build = progressOf((onProgress) =>
      engine.create(
        {
          graph,
          terms: plan.terms,
          probeTerms,
          ...(groups === undefined ? {} : { groups }),
          ...(frozen === undefined ? {} : { frozen }),
          optimizer,
          batchSize,
          views,
          seed: experiment.seed,
        },
        onProgress,
      ),
    );
    const executor = yield* preparing("kernels", build, step);
    executors.push(executor);
    const saved = resumeFrom?.arms[index];
    if (resumeFrom !== undefined && saved !== undefined) await executor.restore({ step: resumeFrom.step, ...saved });
    const turns = groups?.map((branches) => ({ branches, coefficients: new Float32Array(2 * plan.terms.length) }));
    const coefficients = new Float32Array(2 * plan.terms.length);
    arms.push({
      graph,
      plan,
      executor,
      coefficients,
      probeTerms,
      ...(turns === undefined ? {} : { turns }),
      ...(frozen === undefined ? {} : { frozen }),
    });
    signal.throwIfAborted();
  }
  const { seed, training, augmentation } = experiment;
  const labelled = labelledMask(splits.train, seed, training.labelled);
  const options = { seed, batchSize: training.batchSize, augmentation, labelled };
  const build = engine.augments ? createSourceBuilder : createViewBuilder;
  const batches = build(splits.train, info, options, views);
  return { experiment, info, splits, arms, engine, batches };
}

/** @throws Error when the weights that an arm learns from are not at hand. */
function frozenOf(
  { graph, teacherKey }: ArmNetwork,
  { teachers }: TrainEnvironment,
): ReadonlyMap<string, Float32Array> | undefined {
  if (teacherKey === undefined) return undefined;
  const tensors = teachers?.get(teacherKey);
  if (tensors === undefined) {
    throw new Error(
      `the teacher's weights ${teacherKey} are not at hand: train that run here, or import it into the library, first`,
    );
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

interface Pending {
  readonly step: number;
  readonly learningRate: number;
  /** Rows of the batch whose label is known: what accuracy is a share of. */
  readonly labelled: number;
  readonly results: Promise<readonly StepResult[]>;
}

/** A step whose numbers have come back, and what in them is no number. */
interface Settled {
  readonly event: EventBody;
  readonly found: FoundDivergence | undefined;
}

async function* trainLoop(run: TrainingRun, environment: Attempt, start: number): AsyncGenerator<EventBody, void> {
  const { experiment, arms, batches } = run;
  const { training, measure } = experiment;
  const { now, signal, snapshotEvery, ring } = environment;
  const pending: Pending[] = [];
  let end = Math.min(training.budget, environment.stopAt ?? training.budget);
  let progress = environment.resumeFrom?.progress;
  let clock = now();
  let stepsMs = 0;
  let scheduled = start;
  let told = now();
  const settle = async (): Promise<Settled | undefined> => {
    const oldest = pending.shift();
    if (oldest === undefined) return undefined;
    const results = await oldest.results;
    const at = now();
    const event = stepEvent(run, oldest, results, at - clock);
    stepsMs += at - clock;
    clock = at;
    return { event, found: findInStep(run, results, event.step) };
  };
  const isHeld = (step: number): boolean => {
    const quick = Math.max(1, Math.floor((AGAIN_MS * (step - start)) / stepsMs));
    return isDue(step, Math.min(RING_EVERY, snapshotEvery ?? RING_EVERY, stepsMs > 0 ? quick : RING_EVERY));
  };
  const isSpent = (): boolean => training.patience > 0 && (progress?.since ?? 0) >= training.patience;
  for (let step = start; step < end; step += 1) {
    if (signal.aborted) break;
    const measures = isDue(step, measure.probeEvery) || (step > start && isDue(step, measure.evaluateEvery));
    const tells =
      snapshotEvery !== undefined && step > start && (isDue(step, snapshotEvery) || now() - told >= TELL_MS);
    const saves = tells || (step > start && isHeld(step));
    while (pending.length >= (measures || saves ? 1 : STEPS_IN_FLIGHT)) {
      const settled = await settle();
      if (settled === undefined) break;
      yield settled.event;
      if (yield* diverged(settled.found, run, environment)) return;
    }
    const began = now();
    const measured = measures ? yield* measureAt(run, environment, step, step > start) : undefined;
    if (training.patience > 0 && measured?.evaluation !== undefined) {
      progress = afterEvaluation(progress, run.info, measured.evaluation.arms);
    }
    if (saves || measured?.suspect === true) {
      const snapshot = await snapshotOf(run, step, progress);
      if (yield* diverged(findInSnapshot(snapshot, run), run, environment)) return;
      ring.add(snapshot);
      if (tells) {
        environment.onSnapshot?.(snapshot, false);
        told = now();
      }
    }
    if (isSpent()) {
      end = step;
      break;
    }
    // What was measured and kept meanwhile is no part of a step.
    clock += now() - began;
    const batch = batches.build(step);
    const results = Promise.all(arms.map((arm) => stepArm(arm, stepInput(run, arm, batch, step))));
    // A step that fails while an earlier one is awaited must not count as unhandled; it is awaited in its turn.
    results.catch(() => undefined);
    const learningRate = learningRateAt(run, step);
    pending.push({ step, learningRate, labelled: labelledRows(batch.labels), results });
    scheduled = step + 1;
  }
  for (let settled = await settle(); settled !== undefined; settled = await settle()) {
    yield settled.event;
    if (yield* diverged(settled.found, run, environment)) return;
  }
  if (signal.aborted) {
    yield { step: scheduled, type: "finished", reason: "stopped" };
    return;
  }
  const last = await snapshotOf(run, end, progress);
  if (yield* diverged(findInSnapshot(last, run), run, environment)) return;
  yield { step: end, type: "evaluation", final: true, ...(await evaluateArms(run, run.info.testCount)) };
  if (environment.referenceProbe === true) yield* probeReference(run, end, now);
  environment.onSnapshot?.(last, true);
  const early = isSpent() ? { early: { evaluations: training.patience } } : {};
  const whole = end === training.budget || isSpent();
  yield { step: end, type: "finished", reason: whole ? "completed" : "stopped", ...early };
}

function isDue(step: number, every: number): boolean {
  return every > 0 && step % every === 0;
}

/** What a measurement told besides its events. */
interface Measured {
  readonly evaluation?: Evaluation;
  /** Something in it was no number: the parameters should be looked at. */
  readonly suspect: boolean;
}

/** Evaluation first, then the probe of the step's own batch: both see the network after `step` updates. */
async function* measureAt(
  run: TrainingRun,
  { now }: TrainEnvironment,
  step: number,
  evaluates: boolean,
): AsyncGenerator<EventBody, Measured> {
  const { measure } = run.experiment;
  const evaluation =
    evaluates && isDue(step, measure.evaluateEvery) ? await evaluateArms(run, measure.evaluateImages) : undefined;
  if (evaluation !== undefined) yield { step, type: "evaluation", final: false, ...evaluation };
  const found = { ...(evaluation === undefined ? {} : { evaluation }), suspect: hasGap(evaluation) };
  if (!isDue(step, measure.probeEvery) || run.arms.every(({ graph }) => graph.heads.length < 2)) return found;
  const began = now();
  // What branches are taught beyond the labels costs a backward pass each: every other probe asks for it.
  const parts = step % (2 * measure.probeEvery) === 0;
  const { batchSize: images, budget } = run.experiment.training;
  const time = { images, step, budget, parts };
  const arms = await probeArms(run.arms, run.batches.build(step), time);
  yield { step, type: "probe", kind: "live", arms, probeMs: now() - began };
  return { ...found, suspect: found.suspect || arms.some(({ gram }) => gram.some((value) => !Number.isFinite(value))) };
}

function hasGap(evaluation: Evaluation | undefined): boolean {
  return (evaluation?.arms ?? []).some(({ nll = {} }) => Object.values(nll).some((value) => !Number.isFinite(value)));
}

function stepEvent(run: TrainingRun, pending: Pending, results: readonly StepResult[], stepMs: number): EventBody {
  const { seed } = run.experiment;
  const arms = results.map((result, index): StepRecord => {
    const arm = run.arms[index];
    const scratch = new Float32Array(2 * (arm?.plan.terms.length ?? 0));
    writeCoefficients(scratch, arm?.plan.terms ?? [], seed, pending.step, run.experiment.training.budget);
    // Without a single label there is no loss on the labels and no accuracy: a gap, not 0.
    const losses = Array.from(result.losses, (loss, term) =>
      pending.labelled === 0 && onLabels(arm?.plan.terms[term]) ? Number.NaN : loss,
    );
    const total = losses.reduce((sum, loss, term) => {
      const weight = scratch[2 * term] ?? 0;
      return weight === 0 ? sum : sum + weight * loss;
    }, 0);
    return {
      losses,
      total,
      accuracy: Array.from(result.correct, (count) => (pending.labelled === 0 ? Number.NaN : count / pending.labelled)),
    };
  });
  return { step: pending.step + 1, type: "step", learningRate: pending.learningRate, arms, stepMs };
}

/** Looks at what the executors gave: a gap in the event is no divergence. */
function findInStep(run: TrainingRun, results: readonly StepResult[], step: number): FoundDivergence | undefined {
  return findDivergence(
    run.arms,
    results.map(({ losses }) => losses),
    step,
  );
}

function findInSnapshot({ step, arms }: RunSnapshot, run: TrainingRun): FoundDivergence | undefined {
  for (const [arm, { graph }] of run.arms.entries()) {
    const bad = badParameter(graph, arms[arm]?.tensors ?? new Map());
    if (bad === undefined) continue;
    const { kind, name, value } = bad;
    return { arm, divergence: { arm: ARM_LETTERS[arm] ?? "?", what: name, value: String(value), kind, step } };
  }
  return undefined;
}

/** Ends the run when something is no longer a number; says which, where and when. */
async function* diverged(
  found: FoundDivergence | undefined,
  run: TrainingRun,
  { ring, signal }: Attempt,
): AsyncGenerator<EventBody, boolean> {
  if (found === undefined) return false;
  const { step } = found.divergence;
  const divergence = await explainDivergence(run, found, ring.upTo(step - 1), signal);
  yield { step, type: "finished", reason: "diverged", divergence };
  return true;
}

async function snapshotOf(run: TrainingRun, step: number, progress?: PatienceState): Promise<RunSnapshot> {
  const snapshots = await Promise.all(run.arms.map(({ executor }) => executor.snapshot()));
  const arms = snapshots.map(({ tensors, variants }) => ({ tensors, variants }));
  return { step, arms, ...(progress === undefined ? {} : { progress }) };
}

const onLabels = (term: Term | undefined): boolean => term !== undefined && kindOf(term).onLabels;
