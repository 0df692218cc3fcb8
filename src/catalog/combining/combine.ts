import { combiners, type CombinerKind } from ".";
import type { Combined, CombineOptions, Combiner, Inner } from "./combiner";

/** A squared length below this is rounding noise: the loss does not reach the trunk, or has nothing left to teach it. */
const SMALLEST = 1e-24;
/** A weight beyond this comes from gradients that all but cancel. */
const LARGEST = 1e3;

const entries: { readonly [kind: string]: Combiner } = combiners;

/**
 * What every loss counts under a rule: losses without a gradient count 1 and have no say.
 * @param inner `[K × K]`
 * @returns K weights, or why the plain sum stands in.
 */
export function combine(kind: CombinerKind, inner: Inner, size: number, options: CombineOptions): Combined {
  if (!inner.every(Number.isFinite)) return { fallback: "notFinite" };
  const present = Array.from({ length: size }, (_, at) => at).filter((at) => (inner[at * size + at] ?? 0) > SMALLEST);
  if (present.length < 2) return { fallback: "single" };
  const meets = present.some((i) => present.some((j) => i !== j && inner[i * size + j] !== 0));
  if (!meets) return { fallback: "unshared" };
  const own = Float64Array.from(present.flatMap((i) => present.map((j) => inner[i * size + j] ?? 0)));
  const found = entries[kind]?.combine(own, present.length, options) ?? { fallback: "unsolved" };
  if ("fallback" in found) return found;
  if (!found.weights.every((weight) => Math.abs(weight) <= LARGEST)) return { fallback: "unsolved" };
  if (found.weights.some((weight) => weight < -1e-9)) return { fallback: "negative" };
  const weights = new Float64Array(size).fill(1);
  present.forEach((at, index) => (weights[at] = Math.max(0, found.weights[index] ?? 1)));
  return { weights };
}
