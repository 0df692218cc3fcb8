import type { PatienceState, RunSnapshot } from "../protocol/command";
import type { StepGain } from "../protocol/event";
import { combineLosses, heldOf, keptOf, type HeldWeights } from "./combineLosses";
import { findInSnapshot, type FoundDivergence } from "./divergenceCheck";
import { testArms, validateArms, type Temperatures } from "./evaluateArms";
import { explainDivergence } from "./explainDivergence";
import { measureAt } from "./measureAt";
import { afterEvaluation } from "./patience";
import { probeReference } from "./probeArms";
import { dueAt, type Cadence } from "./schedule";
import { createStepsInFlight, STEPS_IN_FLIGHT, type StepsInFlight } from "./stepsInFlight";
import { openGains } from "./stepGains";
import type { Attempt, EventBody } from "./trainEnvironment";
import type { TrainingRun } from "./trainingRun";

/**
 * Takes the steps from `start` on, does before each what is due, and ends with exactly one `finished`.
 *
 * Whatever looks at the state first waits for all steps that are under way, so that it sees the network after exactly
 * `step` updates.
 */
export async function* trainLoop(
  run: TrainingRun,
  environment: Attempt,
  start: number,
): AsyncGenerator<EventBody, void> {
  const { training } = run.experiment;
  const { now, signal, ring, onSnapshot } = environment;
  const cadence = cadenceOf(run, environment, start);
  const flight = createStepsInFlight(run, now);
  let end = Math.min(training.budget, environment.stopAt ?? training.budget);
  let progress = environment.resumeFrom?.progress;
  let held = heldOf(environment.resumeFrom);
  let launched = start;
  let heldAt = start;
  let toldAt = now();
  const isSpent = (): boolean => training.patience > 0 && (progress?.since ?? 0) >= training.patience;
  for (let step = start; step < end && !signal.aborted; step += 1) {
    const due = dueAt(step, cadence, { heldAt, sinceToldMs: now() - toldAt, meanStepMs: flight.meanMs });
    const looks = due.evaluate || due.probe || due.hold;
    if (yield* settle(flight, looks ? 0 : STEPS_IN_FLIGHT - 1, run, environment)) return;
    const began = now();
    const { evaluation, suspect } = yield* measureAt(run, step, due, now);
    if (training.patience > 0 && evaluation !== undefined) {
      progress = afterEvaluation(progress, run.info, evaluation.arms);
    }
    if (due.hold || suspect) {
      const snapshot = await snapshotOf(run, step, progress, held);
      if (yield* diverged(findInSnapshot(run.arms, snapshot), run, environment)) return;
      ring.add(snapshot);
      heldAt = step;
      if (due.tell) {
        onSnapshot?.(snapshot, false);
        toldAt = now();
      }
    }
    if (isSpent()) {
      end = step;
      break;
    }
    const gains = due.probe && run.experiment.measure.gains ? await openGains(run, step) : undefined;
    flight.leaveOut(now() - began);
    const combined = await combineLosses(run, step, held);
    held = combined;
    flight.launch(step, combined);
    launched = step + 1;
    if (gains !== undefined && (yield* settleMeasured(flight, gains, run, environment))) return;
  }
  if (yield* settle(flight, 0, run, environment)) return;
  if (signal.aborted) {
    yield { step: launched, type: "finished", reason: "stopped" };
    return;
  }
  const last = await snapshotOf(run, end, progress, held);
  if (yield* diverged(findInSnapshot(run.arms, last), run, environment)) return;
  let temperatures: Temperatures | undefined;
  if (run.validation !== undefined) {
    const found = await validateArms(run, run.validation);
    temperatures = found.temperatures;
    // The single answers that are kept of a run's end are those to test images.
    const { samples: _, ...validation } = found.evaluation;
    yield { step: end, type: "evaluation", final: true, ...validation };
  }
  yield { step: end, type: "evaluation", final: true, ...(await testArms(run, run.info.testCount, temperatures)) };
  if (environment.referenceProbe === true || run.experiment.measure.byClass) yield* probeReference(run, end, now);
  onSnapshot?.(last, true);
  const early = isSpent() ? { early: { evaluations: training.patience } } : {};
  const whole = end === training.budget || isSpent();
  yield { step: end, type: "finished", reason: whole ? "completed" : "stopped", ...early };
}

function cadenceOf({ experiment, arms }: TrainingRun, { snapshotEvery }: Attempt, start: number): Cadence {
  const { evaluateEvery, probeEvery } = experiment.measure;
  // A head alone has nothing to agree with.
  const compares = arms.some(({ graph }) => graph.heads.length > 1);
  return {
    start,
    evaluateEvery,
    probeEvery: compares ? probeEvery : 0,
    ...(snapshotEvery === undefined ? {} : { tellEvery: snapshotEvery }),
  };
}

/** Tells the oldest steps until so many are left. @returns whether the run ended with one of them. */
async function* settle(
  flight: StepsInFlight,
  left: number,
  run: TrainingRun,
  environment: Attempt,
): AsyncGenerator<EventBody, boolean> {
  while (flight.count > left) {
    const { event, found } = await flight.settle();
    yield event;
    if (yield* diverged(found, run, environment)) return true;
  }
  return false;
}

/** Tells the one step under way with what it did for each loss. @returns whether the run ended with it. */
async function* settleMeasured(
  flight: StepsInFlight,
  gains: () => Promise<readonly (readonly StepGain[])[]>,
  run: TrainingRun,
  environment: Attempt,
): AsyncGenerator<EventBody, boolean> {
  const { event, found } = await flight.settle();
  const began = environment.now();
  const measured = await gains();
  flight.leaveOut(environment.now() - began);
  yield event.type !== "step"
    ? event
    : { ...event, arms: event.arms.map((arm, index) => ({ ...arm, gains: [...(measured[index] ?? [])] })) };
  return yield* diverged(found, run, environment);
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

async function snapshotOf(
  run: TrainingRun,
  step: number,
  progress?: PatienceState,
  held?: HeldWeights,
): Promise<RunSnapshot> {
  const snapshots = await Promise.all(run.arms.map(({ executor }) => executor.snapshot()));
  const arms = snapshots.map(({ tensors, variants }) => ({ tensors, variants }));
  return {
    step,
    arms,
    ...(progress === undefined ? {} : { progress }),
    ...keptOf(held),
  };
}
