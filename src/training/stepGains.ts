/*
 * What one step does for each loss. A step is no step along a gradient: momentum carries earlier gradients on, decay pulls at
 * every weight, and the losses share what it moves. So the update itself is taken, as the difference of the weights after and
 * before it, and held against each head's label loss by itself: the cosine with the direction in which that loss falls, what the
 * loss should gain to first order, −⟨g, Δ⟩, and what it does gain, on the very batch of the step and with its dropout masks. Where
 * the second is far less than the first, the step is too long for this loss. Only weights that the loss depends on in training
 * count. Losses that teach the trunk nothing, of observers and of probes behind a detach, are left out: the trunk moves under
 * them, which their gradients cannot foresee.
 *
 * It is measured beside the training: two snapshots, and a gradient per loss. Nothing is written.
 *
 * Source: a first-order expansion of each loss; Schneider et al., Cockpit, NeurIPS 2021, arXiv:2102.06604, compares steps with a
 * quadratic fit instead.
 */
import { isPlainLabelTerm } from "../graph/plainLabelTerm";
import { reachesTrunk } from "../graph/reachesTrunk";
import type { BranchId } from "../graph/networkGraph";
import type { StepGain } from "../protocol/event";
import type { TrainingArm, TrainingRun } from "./trainingRun";

type Tensors = ReadonlyMap<string, Float32Array>;

/** Begins to measure the next step. @returns asks after it what it did: by arm, a gain per head whose plain label loss teaches the trunk. */
export async function openGains(
  run: Pick<TrainingRun, "arms" | "batches">,
  step: number,
): Promise<() => Promise<readonly (readonly StepGain[])[]>> {
  const opened = await Promise.all(run.arms.map((arm) => before(run, arm, step)));
  return async () => Promise.all(opened.map((one, index) => after(run, run.arms[index], step, one)));
}

interface Before {
  readonly weights: Tensors;
  readonly losses: readonly {
    readonly branch: BranchId;
    readonly term: number;
    readonly value: number;
    readonly gradient: Tensors;
  }[];
}

async function before(
  run: Pick<TrainingRun, "batches">,
  { graph, plan, executor }: TrainingArm,
  step: number,
): Promise<Before> {
  const labelled = graph.heads.flatMap(({ branch, logits }) => {
    const term = plan.terms.findIndex((one) => isPlainLabelTerm(one, branch));
    return term < 0 || !reachesTrunk(graph, logits) ? [] : [{ branch, term }];
  });
  // Executors take what they need of the batch before they first wait.
  const batch = run.batches.build(step);
  const [{ tensors }, ...found] = await Promise.all([
    executor.snapshot(),
    ...labelled.map(({ term }) => executor.gradients(batch, unit(plan.terms.length, term), step)),
  ]);
  return {
    weights: tensors,
    losses: labelled.flatMap(({ branch, term }, index) => {
      const one = found[index];
      if (one === undefined) return [];
      return [{ branch, term, value: one.losses[term] ?? Number.NaN, gradient: one.gradients }];
    }),
  };
}

async function after(
  run: Pick<TrainingRun, "batches">,
  arm: TrainingArm | undefined,
  step: number,
  { weights, losses }: Before,
): Promise<readonly StepGain[]> {
  if (arm === undefined) return [];
  const { executor, plan } = arm;
  const batch = run.batches.build(step);
  const [{ tensors }, ...found] = await Promise.all([
    executor.snapshot(),
    ...losses.map(({ term }) => executor.gradients(batch, unit(plan.terms.length, term), step)),
  ]);
  return losses.map(({ branch, term, value, gradient }, index) => ({
    branch,
    ...stepAgainst(gradient, weights, tensors),
    realised: value - (found[index]?.losses[term] ?? Number.NaN),
  }));
}

const unit = (terms: number, at: number): Float32Array =>
  Float32Array.from({ length: terms }, (_, index) => +(index === at));

/**
 * An update against one loss's gradient, over the tensors that have one.
 * @returns `cosine` with the direction in which the loss falls, NaN where either vanishes; `predicted`, by how much it should fall.
 */
export function stepAgainst(
  gradient: Tensors,
  weightsBefore: Tensors,
  weightsAfter: Tensors,
): { readonly cosine: number; readonly predicted: number } {
  let [product, gradients, updates] = [0, 0, 0];
  for (const [name, values] of gradient) {
    const [from, to] = [weightsBefore.get(name), weightsAfter.get(name)];
    if (from === undefined || to === undefined || values.every((value) => value === 0)) continue;
    values.forEach((value, at) => {
      const moved = (to[at] ?? Number.NaN) - (from[at] ?? Number.NaN);
      product += value * moved;
      gradients += value * value;
      updates += moved * moved;
    });
  }
  const norms = Math.sqrt(gradients) * Math.sqrt(updates);
  return { cosine: norms > 0 ? Math.min(1, Math.max(-1, -product / norms)) : Number.NaN, predicted: -product };
}
