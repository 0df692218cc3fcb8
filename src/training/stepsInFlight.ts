import { labelledRows } from "../data/labelledShare";
import type { StepResult } from "../engine/executor";
import { kindOf, type Term } from "../graph/term";
import type { StepRecord } from "../protocol/event";
import { findInLosses, type FoundDivergence } from "./divergenceCheck";
import type { CombinedStep } from "./combineLosses";
import { stepArm } from "./stepArm";
import { learningRateAt, stepInput } from "./stepInput";
import type { EventBody } from "./trainEnvironment";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/** Steps that may be under way at once: enough to hide the read-back, few enough to stop soon. */
export const STEPS_IN_FLIGHT = 3;

/** Steps that were given to the executors and whose numbers have not been awaited yet, oldest first. */
export interface StepsInFlight {
  readonly count: number;
  /** Mean milliseconds of those that have come back; 0 before any. */
  readonly meanMs: number;
  /** Gives every arm its step; none of them waits for the numbers of the one before it. */
  launch(step: number, combined?: CombinedStep): void;
  /** Awaits the oldest one. @throws Error when an executor failed. */
  settle(): Promise<SettledStep>;
  /** What was measured and kept meanwhile is no part of a step. */
  leaveOut(ms: number): void;
}

/** A step whose numbers have come back, and what in them is no number. */
export interface SettledStep {
  readonly event: EventBody;
  readonly found: FoundDivergence | undefined;
}

interface Pending {
  readonly step: number;
  readonly learningRate: number;
  /** By arm: what the step was written with. */
  readonly coefficients: readonly Float32Array[];
  readonly weighings: CombinedStep["weighings"] | undefined;
  /** Rows of the batch whose label is known: what accuracy is a share of. */
  readonly labelled: number;
  readonly results: Promise<readonly StepResult[]>;
}

/** @param now milliseconds, monotonic. */
export function createStepsInFlight(run: TrainingRun, now: () => number): StepsInFlight {
  const pending: Pending[] = [];
  let clock = now();
  let settled = 0;
  let settledMs = 0;
  return {
    get count() {
      return pending.length;
    },
    get meanMs() {
      return settled === 0 ? 0 : settledMs / settled;
    },
    launch(step, combined) {
      const batch = run.batches.build(step);
      const inputs = run.arms.map((arm, index) => ({
        arm,
        input: stepInput(run, arm, batch, step, combined?.weights[index]),
      }));
      const results =
        run.stepTogether?.(inputs.map(({ input }) => input)) ??
        Promise.all(inputs.map(({ arm, input }) => stepArm(arm, input)));
      // A step that fails while an earlier one is awaited must not count as unhandled; it is awaited in its turn.
      results.catch(() => undefined);
      pending.push({
        step,
        learningRate: learningRateAt(run, step),
        coefficients: inputs.map(({ input }) => input.coefficients),
        weighings: combined?.weighings,
        labelled: labelledRows(batch.labels),
        results,
      });
    },
    async settle() {
      const oldest = pending.shift();
      if (oldest === undefined) throw new Error("no step is under way");
      const results = await oldest.results;
      const at = now();
      const stepMs = at - clock;
      clock = at;
      settled += 1;
      settledMs += stepMs;
      const losses = results.map((result) => result.losses);
      return {
        event: stepEvent(run.arms, oldest, results, stepMs),
        found: findInLosses(run.arms, losses, oldest.step + 1),
      };
    },
    leaveOut(ms) {
      clock += ms;
    },
  };
}

function stepEvent(
  arms: readonly TrainingArm[],
  { step, learningRate, coefficients, weighings, labelled }: Pending,
  results: readonly StepResult[],
  stepMs: number,
): EventBody {
  const records = results.map((result, arm): StepRecord => {
    const terms = arms[arm]?.plan.terms ?? [];
    // Without a single label there is no loss on the labels and no accuracy: a gap, not 0.
    const losses = Array.from(result.losses, (loss, term) =>
      labelled === 0 && isOnLabels(terms[term]) ? Number.NaN : loss,
    );
    const total = losses.reduce((sum, loss, term) => {
      const weight = coefficients[arm]?.[2 * term] ?? 0;
      return weight === 0 ? sum : sum + weight * loss;
    }, 0);
    const accuracy = Array.from(result.correct, (count) => (labelled === 0 ? Number.NaN : count / labelled));
    const combined = weighings?.[arm];
    const norm = result.norm === undefined ? {} : { norm: result.norm };
    return { losses, total, accuracy, ...norm, ...(combined === undefined ? {} : { combined }) };
  });
  return { step: step + 1, type: "step", learningRate, arms: records, stepMs };
}

function isOnLabels(term: Term | undefined): boolean {
  return term !== undefined && kindOf(term).onLabels;
}
