import type { BranchId, StageId } from "./networkGraph";

/** Inner products of the gradients of K losses, summed over some layers: `[K × K]`, row-major. */
export interface Gram {
  readonly losses: readonly string[];
  readonly values: ArrayLike<number>;
}

/** What a probe measured on one arm. */
export interface ProbeGram {
  readonly layers: readonly { readonly layer: string; readonly stage: StageId }[];
  readonly losses: readonly string[];
  /** `[layers × K × K]` */
  readonly gram: ArrayLike<number>;
}

/** Id of the row that holds main's cross-entropy on the first half of the batch. */
export const HALF = "ce/main/half";

/** What is compared: `ce` the label losses alone, `whole` each branch's loss as trained, `rest` the other part of it. */
export type ProbePart = "ce" | "whole" | "rest";

/** Id of a branch's row: `ce/s1b1`. */
export const lossId = (part: ProbePart, branch: BranchId): string => `${part}/${branch}`;

/** Sums the Gram matrices of the layers that a predicate selects. */
export function sumGram(probe: ProbeGram, selects: (layer: { layer: string; stage: StageId }) => boolean): Gram {
  const size = probe.losses.length ** 2;
  const values = new Float64Array(size);
  probe.layers.forEach((layer, index) => {
    if (!selects(layer)) return;
    for (let entry = 0; entry < size; entry += 1) {
      values[entry] = (values[entry] ?? 0) + (probe.gram[index * size + entry] ?? 0);
    }
  });
  return { losses: probe.losses, values };
}

/**
 * Cosine of two losses' gradients, `G_ij / √(G_ii G_jj)`, clamped to [−1, 1].
 * @returns null where one of the gradients vanishes (no path, weight 0, a closed gate): a gap in a chart, never 0.
 */
export function cosine(gram: Gram, a: string, b: string): number | null {
  return cosineOf(entry(gram, a, b), entry(gram, a, a), entry(gram, b, b));
}

/** ‖g_b‖ / ‖g_a‖; null where g_a vanishes or one of them was not measured. */
export function normRatio(gram: Gram, a: string, b: string): number | null {
  const ratio = Math.sqrt(entry(gram, b, b) / entry(gram, a, a));
  return Number.isFinite(ratio) ? ratio : null;
}

/**
 * Split-half reference: the cosine of main's gradients on the two halves of one batch. The second half is the whole
 * minus the first, because batch statistics are shared.
 * @returns null where it was not measured.
 */
export function splitHalf(gram: Gram, main = "ce/main", half = HALF): number | null {
  if (!gram.losses.includes(half)) return null;
  const whole = entry(gram, main, main);
  const first = entry(gram, half, half);
  const cross = entry(gram, main, half);
  const product = cross - first;
  const second = whole - 2 * cross + first;
  return cosineOf(product, first, second);
}

/** Below this a norm is rounding noise, whatever the other one is. */
const SMALLEST_NORM = 1e-12;

function cosineOf(product: number, squaredA: number, squaredB: number): number | null {
  const a = Math.sqrt(squaredA);
  const b = Math.sqrt(squaredB);
  // NaN fails every comparison and ends here, too.
  if (!(a >= SMALLEST_NORM && b >= SMALLEST_NORM)) return null;
  const ratio = product / (a * b);
  return Number.isFinite(ratio) ? Math.min(1, Math.max(-1, ratio)) : null;
}

function entry({ losses, values }: Gram, a: string, b: string): number {
  const row = losses.indexOf(a);
  const column = losses.indexOf(b);
  return row < 0 || column < 0 ? Number.NaN : (values[row * losses.length + column] ?? Number.NaN);
}
