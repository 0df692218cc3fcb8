import type { Entry } from "../registry";

/** Inner products of K losses' gradients on the trunk: `[K × K]`, row-major, symmetric. */
export type Inner = Float64Array;

/** Why a rule has no answer, so that the plain sum stands in for it. */
export const FALLBACKS = ["single", "unshared", "notFinite", "stationary", "negative", "unsolved"] as const;

/**
 * `single`: fewer than two losses reach the trunk; `unshared`: none of them meets another; `notFinite`: a product is no
 * number; `stationary`: the gradients cancel, whatever counts; `negative`: a loss would be unlearnt; `unsolved`: the
 * computation did not settle.
 */
export type Fallback = (typeof FALLBACKS)[number];

/** What each loss counts, or why the rule does not say. */
export type Combined = { readonly weights: Float64Array } | { readonly fallback: Fallback };

/** What a rule may depend on besides the gradients. */
export interface CombineOptions {
  /** CAGrad's c. */
  readonly caution: number;
  /** Key of the random numbers of this step. */
  readonly key: number;
}

/**
 * A rule that says what each loss counts. Pure: double precision on the processor in a fixed order, from + − × ÷ √ alone, so
 * that every machine finds the same weights.
 */
export interface Combiner<K extends string = string> extends Entry<K> {
  readonly formula: string;
  /** What the rule promises: no loss rises to first order; losses that do not conflict count as in the sum. */
  readonly promises: { readonly descends: boolean; readonly keepsPeace: boolean };
  /**
   * @param inner of losses that all have a gradient; K ≥ 2.
   * @param size K
   */
  combine(inner: Inner, size: number, options: CombineOptions): Combined;
}

/** Infers the kind. */
export const combiner = <const K extends string>(entry: Combiner<K>): Combiner<K> => entry;
