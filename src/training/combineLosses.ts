import { combine } from "../catalog/combining/combine";
import type { CombinerKind } from "../catalog/combining";
import type { Fallback } from "../catalog/combining/combiner";
import type { Batch, ProbeLoss } from "../engine/executor";
import type { Combining, Experiment } from "../experiment/experiment";
import { lossId, sumGram } from "../graph/agreement";
import { reachesTrunk } from "../graph/reachesTrunk";
import { termInputs, type Term } from "../graph/term";
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
 */

/** By arm: what each head's loss counts; null where the sum is taken. */
export type CombinedWeights = readonly (readonly number[] | null)[];

/** What a rule said at a step. */
export type Weighing = { readonly weights: number[] } | { readonly fallback: Fallback };

/** What a step is taken with. */
export interface CombinedStep {
  readonly weights: CombinedWeights;
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
  run: TrainingRun,
  step: number,
  held: CombinedWeights | undefined,
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
      return combining && batch && weigh(experiment, arm, combining, batch, step);
    }),
  );
  const weights = weighings.map((weighing, index) => {
    if (weighing === undefined) return held?.[index] ?? null;
    return "weights" in weighing ? weighing.weights : null;
  });
  return { weights, weighings };
}

async function weigh(
  { seed, training }: Experiment,
  { graph, plan, probeTerms, executor, turns }: TrainingArm,
  { rule, caution }: Combining & { readonly rule: CombinerKind },
  batch: Batch,
  step: number,
): Promise<Weighing> {
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
  const { gram, layers } = await executor.probe(batch, losses, step);
  const { values } = sumGram({ losses: losses.map(({ id }) => id), layers, gram }, () => true);
  const found = combine(rule, Float64Array.from(values), size, { caution, key: streamKey(seed, "combining", step) });
  return "fallback" in found ? found : { weights: [...found.weights] };
}

/** A probe sees through an observer's detach; its loss teaches the trunk nothing all the same. */
function teachesTrunk(graph: TrainingArm["graph"], term: Term): boolean {
  return Object.entries(termInputs(term)).some(
    ([role, tensor]) => !term.detach.includes(role) && reachesTrunk(graph, tensor),
  );
}

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
