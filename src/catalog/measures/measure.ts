import type { Gram } from "../../graph/agreement";
import type { Entry } from "../registry";

/** Gradients of several losses on some layers, as inner products. */
export interface MeasureContext {
  /** Summed over the layers in question. */
  readonly gram: Gram;
  /** The same layers one by one. */
  readonly layers: readonly Gram[];
  /** The two losses of a pair, by id: main's first. */
  readonly pair: readonly [first: string, second: string];
  /** All losses of the kind that is compared, main's first. */
  readonly all: readonly string[];
}

/**
 * A reading of the gradients' inner products; its chart is drawn from `axis`. No settings.
 */
export interface Measure<K extends string = string> extends Entry<K> {
  readonly formula: string;
  /** Of two losses, or of all losses that reach the layers together. */
  readonly of: "pair" | "all";
  readonly axis: {
    readonly label: string;
    readonly low: number;
    /** Absent: as high as the data go. */
    readonly high?: number;
    /** The value of two losses that say the same, or of no effect: a line in the chart. */
    readonly neutral?: number;
  };
  /**
   * Pure; null where it is not defined (a gradient vanishes, nothing is shared), which is drawn as a gap.
   */
  measure(context: MeasureContext): number | null;
}

/** Infers the kind. */
export const measure = <const K extends string>(entry: Measure<K>): Measure<K> => entry;

/** Losses whose gradient does not vanish on these layers. */
export function arriving(gram: Gram, all: readonly string[]): readonly string[] {
  return all.filter((id) => inner(gram, id, id) > SMALLEST);
}

/** ⟨g_a, g_b⟩; NaN where one of them was not measured. */
export function inner({ losses, values }: Gram, a: string, b: string): number {
  const row = losses.indexOf(a);
  const column = losses.indexOf(b);
  return row < 0 || column < 0 ? Number.NaN : (values[row * losses.length + column] ?? Number.NaN);
}

/** Σ over all pairs, the squares included: the squared norm of the sum. */
export function squaredSum(gram: Gram, ids: readonly string[]): number {
  return ids.reduce((sum, a) => sum + ids.reduce((part, b) => part + inner(gram, a, b), 0), 0);
}

/** NaN and infinities are no values. */
export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Squared norms below this are rounding noise. */
const SMALLEST = 1e-24;
