import { exp } from "./math";

/** A range of variances below this makes every weight 1. */
const SMALLEST_RANGE: f64 = 1e-12;

function at(x: usize, index: i32): f64 {
  return load<f32>(x + ((<usize>index) << 2));
}

/** Unbiased variance over all values of each row, in doubles around the mean. */
export function rowVariance(x: usize, variance: usize, rows: i32, features: i32): void {
  for (let row = 0; row < rows; row++) {
    let sum: f64 = 0;
    for (let i = 0; i < features; i++) sum += at(x, i);
    const mean = sum / <f64>features;
    let squares: f64 = 0;
    for (let i = 0; i < features; i++) {
      const d = at(x, i) - mean;
      squares += d * d;
    }
    store<f32>(variance + ((<usize>row) << 2), <f32>(squares / <f64>max(1, features - 1)));
    x += (<usize>features) << 2;
  }
}

/**
 * w = exp(alpha · v̂) − beta, v̂ = (v − low) / (max − min), low the batch's minimum, or with `lowest` (0: absent) the lowest
 * seen so far in training.
 * Source: Bias loss, biasloss.py; a constant batch, where that code divides by zero, gets weight 1.
 */
export function sampleWeights(variance: usize, lowest: usize, weights: usize, rows: i32, alpha: f64, beta: f64): void {
  let least = at(variance, 0);
  let most = least;
  for (let row = 1; row < rows; row++) {
    least = min<f64>(least, at(variance, row));
    most = max<f64>(most, at(variance, row));
  }
  const extent = most - least;
  const low = lowest ? min<f64>(least, at(lowest, 0)) : least;
  for (let row = 0; row < rows; row++) {
    const scaled = (at(variance, row) - low) / max<f64>(extent, SMALLEST_RANGE);
    const weight = extent < SMALLEST_RANGE ? 1 : exp(alpha * scaled) - beta;
    store<f32>(weights + ((<usize>row) << 2), <f32>weight);
  }
}

/** The running minimum takes in the batch's variances. */
export function lowerMinimum(variance: usize, lowest: usize, rows: i32): void {
  let least = load<f32>(lowest);
  for (let row = 0; row < rows; row++) least = min<f32>(least, load<f32>(variance + ((<usize>row) << 2)));
  store<f32>(lowest, least);
}

/** Every row gets the mean of all. */
export function meanWeight(weights: usize, mean: usize, rows: i32): void {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) sum += at(weights, row);
  for (let row = 0; row < rows; row++) store<f32>(mean + ((<usize>row) << 2), <f32>(sum / <f64>rows));
}
