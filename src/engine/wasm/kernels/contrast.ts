import { exp, log } from "./math";
import { dot } from "./vector";

/** True when row j is a positive of row i: the same label, or the other view of the same image. */
function isPositive(i: i32, j: i32, rows: i32, labels: usize, byView: i32): bool {
  if (i === j) return false;
  if (byView) return j === (i + rows / 2) % rows;
  return load<i32>(labels + ((<usize>i) << 2)) === load<i32>(labels + ((<usize>j) << 2));
}

/**
 * The supervised contrastive loss per anchor, −(1/|P|) Σ_{p∈P} [s_p − log Σ_{a≠i} exp s_a], and its slope in s,
 * softmax − 1/|P| on positives; an anchor without positives counts zero.
 * @param slopes `[rows, rows]`; holds the similarities s first, row by row.
 * Source: Khosla et al. 2020, as in the CDS authors' loss.py.
 */
export function contrast(
  embedding: usize,
  labels: usize,
  control: usize,
  losses: usize,
  slopes: usize,
  rows: i32,
  images: i32,
  features: i32,
  used: i32,
  temperature: f64,
  byView: i32,
): void {
  const line: usize = (<usize>features) << 2;
  for (let i = 0; i < rows; i++) {
    let highest: f64 = -Infinity;
    for (let j = 0; j < rows; j++) {
      const similarity = <f32>(
        (<f64>dot(embedding + <usize>i * line, embedding + <usize>j * line, features) / temperature)
      );
      store<f32>(slopes + ((<usize>j) << 2), similarity);
      if (j !== i) highest = max<f64>(highest, similarity);
    }
    let sum: f64 = 0;
    for (let j = 0; j < rows; j++) if (j !== i) sum += exp(<f64>load<f32>(slopes + ((<usize>j) << 2)) - highest);
    const logSum = highest + log(sum);
    let count: f64 = 0;
    let gain: f64 = 0;
    for (let j = 0; j < rows; j++) {
      if (!isPositive(i, j, rows, labels, byView)) continue;
      count += 1;
      gain += <f64>load<f32>(slopes + ((<usize>j) << 2)) - logSum;
    }
    const image = <f32>(i % images);
    const counts = i < used && image >= load<f32>(control, 8) && image < load<f32>(control, 12) && count > 0;
    const each = 1 / max<f64>(count, 1);
    store<f32>(losses + ((<usize>i) << 2), <f32>(counts ? -gain * each : 0));
    const pull = counts ? <f64>load<f32>(control, 4) / <f64>used : 0;
    for (let j = 0; j < rows; j++) {
      const to = slopes + ((<usize>j) << 2);
      const share = j === i ? 0 : exp(<f64>load<f32>(to) - logSum);
      store<f32>(to, <f32>(pull * (share - (isPositive(i, j, rows, labels, byView) ? each : 0))));
    }
    slopes += (<usize>rows) << 2;
  }
}

/** df_i = or += Σ_j (slope_ij + slope_ji) f_j / temperature. */
export function contrastGradient(
  embedding: usize,
  slopes: usize,
  dx: usize,
  rows: i32,
  features: i32,
  temperature: f64,
  accumulate: i32,
): void {
  const line: usize = (<usize>rows) << 2;
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < features; k++) {
      let sum: f64 = 0;
      for (let j = 0; j < rows; j++) {
        const there = load<f32>(slopes + <usize>i * line + ((<usize>j) << 2));
        const back = load<f32>(slopes + <usize>j * line + ((<usize>i) << 2));
        sum += <f64>(there + back) * <f64>load<f32>(embedding + ((<usize>(j * features + k)) << 2));
      }
      const value = <f32>(sum / temperature);
      store<f32>(dx, accumulate ? load<f32>(dx) + value : value);
      dx += 4;
    }
  }
}
