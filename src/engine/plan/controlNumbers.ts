import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import type { Term } from "../../graph/term";
import { power } from "../../stats/elementary";
import type { ExecutorPlan, Pace } from "../executor";
import { labelScale } from "../labelScale";
import type { Control } from "./control";
import type { Region } from "./region";
import { usedRows } from "./terms/lowerTerms";

/** By term, what rows without labels make of its mean; undefined when all rows are labelled. */
export type LabelScales = readonly number[] | undefined;

export function labelScalesOf(
  { batchSize, views = 1 }: Pick<ExecutorPlan, "batchSize" | "views">,
  terms: readonly Term[],
  labels: Int32Array,
): LabelScales {
  if (labels.every((label) => label >= 0)) return undefined;
  return terms.map((term) => labelScale(term, labels, usedRows(term, batchSize, views)));
}

/** The terms' means as they are reported: over the labelled rows where a term is about labels. */
export function scaledLosses(losses: Float32Array, scales: LabelScales): Float32Array {
  return scales === undefined ? losses : losses.map((loss, index) => loss * (scales[index] ?? 1));
}

/** What terms count in a run of a program. */
export interface TermCounts {
  /** In the total that is reported. */
  readonly value: (term: number) => number;
  /** In the gradient, before withheld labels are made up for. */
  readonly gradient: (term: number) => number;
  readonly scales: LabelScales;
  /** Half-open range of images that count. */
  readonly images: readonly [from: number, to: number];
}

/** Writes the numbers of every term that has a slot. */
export function writeTerms(control: Control, slots: readonly (Region | undefined)[], counts: TermCounts): void {
  const { value, gradient, scales, images } = counts;
  slots.forEach((slot, term) => {
    if (slot !== undefined) control.setFloats(slot, value(term), gradient(term) * (scales?.[term] ?? 1), ...images);
  });
}

/**
 * Writes the optimisers' numbers: learning rate, Adam's two bias corrections, and whose turn it is.
 * @param slots by group of parameters.
 * @param step zero-based.
 * @param group whose turn it is; everybody's when absent.
 * @param paces by group of parameters.
 */
export function writeOptimizers(
  control: Control,
  slots: readonly Region[],
  spec: OptimizerSpec,
  { step, learningRate, group }: { readonly step: number; readonly learningRate: number; readonly group?: number },
  paces?: readonly Pace[],
): void {
  slots.forEach((slot, index) => {
    const { rate, from } = paces?.[index] ?? { rate: 1, from: 0 };
    // A group that has not joined is off; its corrections would divide by zero.
    const t = Math.max(1, step - from + 1);
    const mean = spec.kind === "adam" ? 1 / (1 - power(spec.beta1, t)) : 0;
    const root = spec.kind === "adam" ? 1 / Math.sqrt(1 - power(spec.beta2, t)) : 0;
    const takes = (group === undefined || group === index) && step >= from;
    control.setFloats(slot, learningRate * rate, mean, root, takes ? 1 : 0);
  });
}
