import { exp } from "../../stats/elementary";

/** A temperature beyond these says nothing more: every answer is as sure, or as unsure, as it can be. */
const COLDEST = 0.01;
const HOTTEST = 100;
const MOST_ITERATIONS = 60;

/**
 * The temperature that a head's logits are divided by for its confidence to be right on images that it was not trained on:
 * the one of least log loss. The loss is convex in β = 1 / T, with slope E[z] − z_label and curvature Var[z] under the
 * softmax of βz, each averaged over images; Newton's steps, kept within a bracket, find where the slope is zero.
 *
 * Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 4.2.
 *
 * @param logits `[rows, classes]`; @param labels `[rows]`
 * @returns from .01 to 100; undefined without images or where a logit is not a number.
 */
export function fitTemperature(logits: Float32Array, labels: ArrayLike<number>, classes: number): number | undefined {
  if (labels.length === 0 || !logits.every(Number.isFinite)) return undefined;
  let [low, high] = [1 / HOTTEST, 1 / COLDEST];
  if (slopeAt(low, logits, labels, classes).slope >= 0) return HOTTEST;
  if (slopeAt(high, logits, labels, classes).slope <= 0) return COLDEST;
  let beta = 1;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration += 1) {
    const { slope, curvature } = slopeAt(beta, logits, labels, classes);
    if (slope < 0) low = beta;
    else high = beta;
    const newton = beta - slope / curvature;
    // Where the loss is nearly flat a step would leave the bracket; the geometric mean halves it on the scale of temperatures.
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    const settled = Math.abs(next - beta) <= 1e-9 * beta;
    beta = next;
    if (settled) break;
  }
  return 1 / beta;
}

/** First and second derivative of the mean log loss by β. */
function slopeAt(
  beta: number,
  logits: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): { readonly slope: number; readonly curvature: number } {
  let [slope, curvature] = [0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
    let [total, first, second] = [0, 0, 0];
    for (const value of values) {
      // Counted from the largest, so that squares stay small.
      const below = value - highest;
      const weight = exp(beta * below);
      total += weight;
      first += weight * below;
      second += weight * below * below;
    }
    const mean = first / total;
    slope += mean - ((values[labels[row] ?? 0] ?? 0) - highest);
    curvature += second / total - mean * mean;
  }
  return { slope: slope / labels.length, curvature: curvature / labels.length };
}
