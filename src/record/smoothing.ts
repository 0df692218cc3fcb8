import { append, emptySeries, points, type Series } from "./series";

/**
 * Exponential moving average without the start's bias, `sₜ = (1 − w) Σ wⁱ xₜ₋ᵢ / (1 − wᵗ)`: the first value is itself.
 * Gaps stay gaps and are not counted.
 * @param weight of what came before, in [0, 1); 0 gives the series itself.
 * @throws RangeError for another weight.
 * Source: Kingma and Ba, Adam, ICLR 2015, section 3 (the correction).
 */
export function smooth(series: Series, weight: number): Series {
  if (!(weight >= 0 && weight < 1))
    throw new RangeError(`smooth: weight is ${weight}; expected at least 0 and below 1`);
  if (weight === 0) return series;
  let result = emptySeries;
  let sum = 0;
  let total = 0;
  for (const { step, value } of points(series)) {
    if (!Number.isNaN(value)) {
      sum = weight * sum + (1 - weight) * value;
      total = weight * total + (1 - weight);
    }
    result = append(result, step, Number.isNaN(value) ? value : sum / total);
  }
  return result;
}
