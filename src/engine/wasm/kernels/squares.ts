/** Terms and brackets that are sums of squares over whole tensors, in doubles. */

/** Σ a² over `words` values, or Σ (a − b)². */
function squares(a: usize, b: usize, words: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < words; i++) {
    const at: usize = (<usize>i) << 2;
    const d = <f64>load<f32>(a + at) - (b ? <f64>load<f32>(b + at) : 0);
    sum += d * d;
  }
  return sum;
}

/** The whole value as the first row of a term, whose rows are later summed and divided by `used`. */
function putRows(losses: usize, rows: i32, value: f64): void {
  memory.fill(losses, 0, (<usize>rows) << 2);
  store<f32>(losses, <f32>value);
}

/**
 * norm: ‖a − b‖ over the whole batch, slope 1 / ‖a − b‖ (0 at 0); mean square: Σ (a − b)² / count, slope 2 / count. The
 * slope is what a − b is multiplied by on the way back.
 */
export function distance(
  a: usize,
  b: usize,
  control: usize,
  losses: usize,
  slope: usize,
  rows: i32,
  used: i32,
  count: i32,
  isNorm: i32,
): void {
  const sum = squares(a, b, count);
  const gradient = <f64>load<f32>(control, 4);
  if (isNorm) {
    const length = sqrt<f64>(sum);
    putRows(losses, rows, length * <f64>used);
    store<f32>(slope, <f32>(length > 0 ? gradient / length : 0));
  } else {
    putRows(losses, rows, (sum / <f64>count) * <f64>used);
    store<f32>(slope, <f32>((gradient * 2) / <f64>count));
  }
}

/** da = or += slope · (a − b); for b with a and b exchanged. */
export function distanceGradient(a: usize, b: usize, slope: usize, da: usize, count: i32, accumulate: i32): void {
  const factor = load<f32>(slope);
  for (let i = 0; i < count; i++) {
    const at: usize = (<usize>i) << 2;
    const value = factor * (load<f32>(a + at) - load<f32>(b + at));
    store<f32>(da + at, accumulate ? load<f32>(da + at) + value : value);
  }
}

/** Adds Σ w² to a double. */
export function addSquares(w: usize, words: i32, sum: usize): void {
  store<f64>(sum, load<f64>(sum) + squares(w, 0, words));
}

/**
 * [mean of raw + sum − gamma]₊ as rows, sum being the double that `addSquares` filled; `gated` is control with the gradient
 * switched off below zero.
 */
export function gate(
  raw: usize,
  sum: usize,
  control: usize,
  losses: usize,
  gated: usize,
  rows: i32,
  used: i32,
  gamma: f64,
): void {
  let mean: f64 = 0;
  for (let row = 0; row < rows; row++) mean += <f64>load<f32>(raw + ((<usize>row) << 2));
  const value = mean / <f64>used - gamma + load<f64>(sum);
  putRows(losses, rows, max<f64>(value, 0) * <f64>used);
  memory.copy(gated, control, 16);
  if (!(value > 0)) store<f32>(gated, 0, 4);
}

/** dw = or += 2 · gradient coefficient · w. */
export function decayGradient(w: usize, control: usize, dw: usize, words: i32, accumulate: i32): void {
  const factor = <f32>2 * load<f32>(control, 4);
  for (let i = 0; i < words; i++) {
    const at: usize = (<usize>i) << 2;
    const value = factor * load<f32>(w + at);
    store<f32>(dw + at, accumulate ? load<f32>(dw + at) + value : value);
  }
}
