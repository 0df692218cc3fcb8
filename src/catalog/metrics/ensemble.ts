import { exp, log } from "../../stats/elementary";

/** Stands for all heads together where a branch is named. */
export const ENSEMBLE = "ensemble";

/**
 * What all heads say together: the mean of their probabilities, as logits log p̄ so that every metric can measure it.
 *
 * log p̄ = log Σₖ softmax(zₖ) − log K, from log-softmax throughout: logits that overflow the exponential do no harm.
 * A row in which any head has a NaN is NaN.
 * @param heads `[rows, classes]` logits of each head.
 * @throws RangeError without heads, or when they differ in size or hold no whole rows.
 */
export function ensembleLogits(heads: readonly Float32Array[], classes: number): Float32Array {
  const [first] = heads;
  if (first === undefined) throw new RangeError("ensemble: needs at least one head, got none");
  const odd = heads.find(({ length }) => length !== first.length);
  if (odd !== undefined) throw new RangeError(`ensemble: heads of ${first.length} and ${odd.length} logits`);
  if (!(classes >= 1) || first.length % classes !== 0) {
    throw new RangeError(`ensemble: ${first.length} logits are no whole rows of ${classes} classes`);
  }
  const result = new Float32Array(first.length);
  const terms = new Float64Array(heads.length);
  for (let start = 0; start < first.length; start += classes) {
    const totals = heads.map((logits) => logSumExp(logits.subarray(start, start + classes)));
    for (let index = start; index < start + classes; index += 1) {
      heads.forEach((logits, head) => {
        terms[head] = (logits[index] ?? Number.NaN) - (totals[head] ?? Number.NaN);
      });
      result[index] = logSumExp(terms) - log(heads.length);
    }
  }
  return result;
}

/** log Σ exp, shifted by the largest; −∞ where all are. */
function logSumExp(values: Float32Array | Float64Array): number {
  let highest = -Infinity;
  for (const value of values) highest = Math.max(highest, value);
  if (highest === -Infinity) return highest;
  let total = 0;
  for (const value of values) total += exp(value - highest);
  return highest + log(total);
}
