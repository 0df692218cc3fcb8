import { combine } from "../catalog/combining/combine";
import { learners, type CombinerKind, type LearnerKind } from "../catalog/combining";
import { diagonal } from "../catalog/combining/algebra";
import type { Fallback } from "../catalog/combining/combiner";
import type { LearnerState, Observation } from "../catalog/combining/learner";
import type { Batch, ProbeLoss } from "../engine/executor";
import type { Combining, Experiment } from "../experiment/experiment";
import type { RunSnapshot } from "../protocol/command";
import { lossId, sumGram } from "../graph/agreement";
import { teachesTrunk } from "../graph/reachesTrunk";
import { streamKey } from "../random/purpose";
import { coefficientsAt } from "./coefficients";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/*
 * How an arm's losses become one step, where that is not their sum.
 *
 * Every few steps a probe takes the gradient of each head's loss as trained on the step's own batch, and a rule of
 * src/catalog/combining says from their inner products what each of them counts. The weights hold until the next weighing:
 * they multiply the coefficients of the head's terms, so that no engine knows of rules. Snapshots carry them; a run that goes
 * on between two weighings takes the same steps.
 *
 * Rules that learn their weights also ask for the losses on that batch, from a forward pass of its own, and carry what they have
 * learnt; that, too, is part of a state that is kept.
 */

/** A gradient shorter than this is rounding noise. */
const SHORTEST = 1e-12;

/** By arm: what each head's loss counts; null where the sum is taken. */
export type CombinedWeights = readonly (readonly number[] | null)[];

/** What a rule said at a step. */
export type Weighing = { readonly weights: number[] } | { readonly fallback: Fallback };

/** What is carried from step to step. */
export interface HeldWeights {
  readonly weights: CombinedWeights;
  /** By arm: what a rule that learns its weights carries. */
  readonly states: readonly (LearnerState | null)[];
}

/** What a step is taken with. */
export interface CombinedStep extends HeldWeights {
  /** By arm: new at this step; undefined where weights were held. */
  readonly weighings: readonly (Weighing | undefined)[];
}

/**
 * The weights of a step: measured where that is due, else those held.
 * @param held of the step before; absent at a run's first.
 * @param only the arm that is asked for; all when absent.
 * @returns undefined where every arm sums its losses.
 */
export async function combineLosses(
  run: Pick<TrainingRun, "experiment" | "arms"> & { readonly batches: Pick<TrainingRun["batches"], "build"> },
  step: number,
  held: HeldWeights | undefined,
  only?: number,
): Promise<CombinedStep | undefined> {
  const { experiment, arms, batches } = run;
  if (experiment.arms.every(({ combining }) => (combining?.rule ?? "sum") === "sum")) return undefined;
  const due = experiment.arms.map(({ combining }, index) =>
    (only ?? index) === index && combining !== undefined && combining.rule !== "sum" && step % combining.every === 0
      ? { ...combining, rule: combining.rule }
      : undefined,
  );
  // All arms train on the same one.
  const batch = due.some((combining) => combining !== undefined) ? batches.build(step) : undefined;
  const weighings = await Promise.all(
    arms.map(async (arm, index) => {
      const combining = due[index];
      return combining && batch && weigh(experiment, arm, combining, { batch, step, state: held?.states[index] });
    }),
  );
  const weights = weighings.map((weighing, index) => {
    if (weighing === undefined) return held?.weights[index] ?? null;
    return "weights" in weighing ? weighing.weights : null;
  });
  const states = weighings.map((weighing, index) => weighing?.state ?? held?.states[index] ?? null);
  return {
    weights,
    states,
    weighings: weighings.map((weighing) => {
      if (weighing === undefined) return undefined;
      return "weights" in weighing ? { weights: weighing.weights } : { fallback: weighing.fallback };
    }),
  };
}

/** What a kept state says of the weights; undefined where every arm sums its losses. */
export function heldOf(from: Pick<RunSnapshot, "combined" | "learned"> | undefined): HeldWeights | undefined {
  if (from?.combined === undefined) return undefined;
  return { weights: from.combined, states: from.learned ?? from.combined.map(() => null) };
}

/** What a state keeps of the weights. */
export function keptOf(held: HeldWeights | undefined): Pick<RunSnapshot, "combined" | "learned"> {
  if (held === undefined) return {};
  const combined = held.weights.map((one) => (one === null ? null : [...one]));
  if (held.states.every((state) => state === null)) return { combined };
  return { combined, learned: held.states.map((state) => state && state.map((numbers) => [...numbers])) };
}

/** When and from where an arm is weighed. */
interface Moment {
  readonly batch: Batch;
  readonly step: number;
  /** What a rule that learns has carried until now. */
  readonly state: LearnerState | null | undefined;
}

async function weigh(
  { seed, training }: Experiment,
  { graph, plan, probeTerms, executor, turns }: TrainingArm,
  { rule, caution, pace, asymmetry }: Combining & { readonly rule: CombinerKind | LearnerKind },
  { batch, step, state }: Moment,
): Promise<Weighing & { readonly state?: LearnerState }> {
  // Branches that take turns share nothing.
  if (turns !== undefined) return { fallback: "unshared" };
  const coefficients = coefficientsAt(plan.terms, seed, step, training.budget);
  const trains = plan.terms.map((term) => teachesTrunk(graph, term));
  const losses = graph.heads.map(({ branch }): ProbeLoss => ({
    id: lossId("whole", branch),
    branch,
    coefficients: Float32Array.from([...plan.terms, ...probeTerms], (term, at) =>
      term.branch === branch && trains[at] === true ? (coefficients[2 * at + 1] ?? 0) : 0,
    ),
  }));
  const size = losses.length;
  if (size < 2) return { fallback: "single" };
  const inner = async (): Promise<Float64Array> => {
    const { gram, layers } = await executor.probe(batch, losses, step);
    return Float64Array.from(sumGram({ losses: losses.map(({ id }) => id), layers, gram }, () => true).values);
  };
  if (isLearner(rule)) {
    const learner = learners[rule];
    // Lengths after losses: work is done in the order of the calls.
    const values = (await executor.gradients(batch, new Float32Array(plan.terms.length), step)).losses;
    const lengths = learner.asksLengths ? diagonal(await inner()).map(Math.sqrt) : undefined;
    const seen = losses.map((loss, head): Observation | undefined => {
      const counts = plan.terms.map((_, at) => loss.coefficients[at] ?? 0);
      const length = lengths?.[head] ?? 0;
      if (counts.every((count) => count === 0) || (lengths !== undefined && length <= SHORTEST)) return undefined;
      return {
        loss: counts.reduce((sum, count, at) => (count === 0 ? sum : sum + count * (values[at] ?? 0)), 0),
        length,
      };
    });
    return learner.learn(state ?? undefined, seen, { pace, asymmetry });
  }
  const found = combine(rule, await inner(), size, { caution, key: streamKey(seed, "combining", step) });
  return "fallback" in found ? found : { weights: [...found.weights] };
}

const isLearner = (rule: CombinerKind | LearnerKind): rule is LearnerKind => Object.hasOwn(learners, rule);

/** Coefficients `[terms × 2]` with every head's terms weighed in the gradient; the reported total stays the sum. */
export function weighed(
  { graph, plan }: Pick<TrainingArm, "graph" | "plan">,
  coefficients: Float32Array,
  weights: readonly number[] | null | undefined,
): Float32Array {
  if (weights === undefined || weights === null) return coefficients;
  const byBranch = new Map(graph.heads.map(({ branch }, at) => [branch, weights[at] ?? 1]));
  return coefficients.map((value, at) =>
    at % 2 === 0 ? value : value * (byBranch.get(plan.terms[(at - 1) / 2]?.branch ?? "") ?? 1),
  );
}
