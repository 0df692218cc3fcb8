import { predictions } from "../catalog/metrics/metric";

/**
 * Rows whose largest logit stands at the label; the first maximum wins ties. A row with a NaN counts as wrong.
 * @param logits `[rows, classes]`
 */
export function countCorrect(logits: Float32Array, labels: ArrayLike<number>, classes: number): number {
  return predictions(logits, classes).reduce((count, guess, row) => count + (guess === labels[row] ? 1 : 0), 0);
}
