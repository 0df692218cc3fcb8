import type { Engine } from "../engine/engine";
import type { Executor } from "../engine/executor";
import { ARM_LETTERS, type Experiment } from "../experiment/experiment";
import { armTitle } from "../experiment/network";
import type { TrainEvent } from "../protocol/event";
import { wireError } from "../protocol/wireError";
import { nextMacrotask } from "../tasks/nextMacrotask";
import { prepareRun } from "./prepareRun";
import { createSnapshotRing, type SnapshotRing } from "./snapshotRing";
import type { Attempt, EventBody, TrainEnvironment } from "./trainEnvironment";
import { trainLoop } from "./trainLoop";
import type { TrainingRun } from "./trainingRun";

/*
 * How a run is trained.
 *
 * An engine is opened and the run prepared (prepareRun.ts): the data set, each arm's network and loss, an executor for
 * each, and the state to go on from. Then come the steps (trainLoop.ts). Before each of them stands a question, what is due
 * here? (schedule.ts): to evaluate, to probe (measureAt.ts), to hold the state, to tell it. A step (stepInput.ts, stepArm.ts)
 * is one batch, the same for all arms, and a row of numbers that the CPU writes: the learning rate and what each loss term
 * counts (coefficients.ts). Executors work through steps in order, so that a few are given to them before the numbers of the
 * first have come back (stepsInFlight.ts); whatever looks at the networks waits for all of those.
 *
 * Everything that happens is yielded as an event, in step order. Numbers that are none end the run (divergenceCheck.ts),
 * and the steps since the last state in memory (snapshotRing.ts) are taken again to find the tensor where it began
 * (explainDivergence.ts). A lost device ends an attempt, and the next one goes on from the newest state.
 *
 * Nothing here draws from a generator with a state and nothing reads a clock for a number: the same experiment gives the
 * same numbers on the same engine, from whichever state a run goes on.
 */

/** A device that is lost this often without progress is not coming back. */
const LOSSES_IN_A_ROW = 3;

/**
 * Trains all arms of an experiment in lockstep on the same batches. Yields everything that happens, in step order, and
 * ends with exactly one `finished` or `failed`; it never throws. Pausing means not pulling. A lost device restarts the
 * run from its last snapshot on whatever engine can be opened then.
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
      for await (const body of trainOnce(experiment, attempt)) {
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

/** One attempt, on one engine, up to the end of the run. @throws whatever goes wrong on the way. */
async function* trainOnce(experiment: Experiment, environment: Attempt): AsyncGenerator<EventBody, void> {
  const start = environment.resumeFrom?.step ?? 0;
  yield { step: start, type: "preparing", what: "engine", done: 0, total: 1 };
  const engine = await environment.openEngine();
  const executors: Executor[] = [];
  try {
    const run = yield* prepareRun(experiment, environment, engine, executors, start);
    yield startedEvent(run, engine, start);
    environment.signal.throwIfAborted();
    yield* trainLoop(run, environment, start);
  } catch (error) {
    // A call may fail a moment before the loss of its device is announced.
    await nextMacrotask();
    throw engine.fault() ?? error;
  } finally {
    for (const executor of executors) executor.dispose();
  }
}

function startedEvent({ experiment, arms, batches }: TrainingRun, engine: Engine, step: number): EventBody {
  return {
    step,
    type: "started",
    arms: arms.map(({ graph, plan, executor, startHash }, index) => {
      const arm = experiment.arms[index];
      return {
        letter: ARM_LETTERS[index] ?? "?",
        title: arm === undefined ? "" : armTitle(arm),
        branches: graph.heads.map((head) => head.branch),
        terms: plan.terms.map((term) => term.id),
        variants: executor.variants,
        ...(startHash === undefined ? {} : { start: startHash }),
      };
    }),
    engine: engine.record,
    budget: experiment.training.budget,
    stepsPerEpoch: batches.stepsPerEpoch,
  };
}
