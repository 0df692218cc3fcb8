import { conv, convFilterGradient, convInputGradient } from "./conv";

/** A dense layer is a pointwise convolution of one image that is one row high: its rows are the pixels. */

/** y = x · w (+ bias). */
export function dense(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  packed: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
): void {
  conv(x, w, bias, y, packed, 0, 1, 1, rows, inputs, 1, rows, outputs, 1, 1, 0, 1);
}

/** dw = xᵀ · dy. */
export function denseWeightGradient(x: usize, dy: usize, dw: usize, rows: i32, inputs: i32, outputs: i32): void {
  convFilterGradient(x, dy, dw, 0, 1, 1, rows, inputs, 1, rows, outputs, 1, 1, 0, 1);
}

/** dx = or += dy · wᵀ. */
export function denseInputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  packed: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
  accumulate: i32,
): void {
  convInputGradient(dy, w, dx, packed, 0, 1, 1, rows, inputs, 1, rows, outputs, 1, 1, 0, 1, accumulate);
}
