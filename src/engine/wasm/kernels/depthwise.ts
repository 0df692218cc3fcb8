import { clear, put, putOrAdd } from "./vectors";

/** Depthwise convolutions with one output per input channel: four channels at a time, filters `[kernel, kernel, channels]`. */

/** First tap of a window that lies on the map. */
function firstTap(start: i32): i32 {
  return start < 0 ? -start : 0;
}

/** Behind the last tap of a window that lies on the map. */
function endTap(start: i32, kernel: i32, size: i32): i32 {
  return min(kernel, size - start);
}

/** y = w ∗ x (+ bias). */
export function depthwise(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  kernel: i32,
  stride: i32,
  before: i32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * stride - before;
      const r0 = firstTap(top);
      const r1 = endTap(top, kernel, height);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * stride - before;
        const s0 = firstTap(left);
        const s1 = endTap(left, kernel, width);
        for (let c = 0; c < channels; c += 4) {
          const at: usize = (<usize>c) << 2;
          let sum = bias ? v128.load(bias + at) : f32x4.splat(0);
          for (let r = r0; r < r1; r++) {
            let from = x + <usize>((top + r) * width + left + s0) * pixel + at;
            let weight = w + <usize>(r * kernel + s0) * pixel + at;
            for (let s = s0; s < s1; s++) {
              sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(weight)));
              from += pixel;
              weight += pixel;
            }
          }
          put(y + at, sum, channels - c);
        }
        y += pixel;
      }
    }
    x += <usize>(height * width) * pixel;
  }
}

/** First tap that takes a bordered position to an output: later taps come from earlier outputs. */
function firstBack(position: i32, stride: i32, outputs: i32): i32 {
  const first = position % stride;
  const output = (position - first) / stride;
  return output < outputs ? first : first + (output - outputs + 1) * stride;
}

/** How many taps there are from the first on, each a stride further and an output earlier. */
function tapsBack(first: i32, output: i32, kernel: i32, stride: i32): i32 {
  return first < kernel && output >= 0 ? min((kernel - 1 - first) / stride, output) + 1 : 0;
}

/** dx = or += what comes back; only taps that exist are visited. */
export function depthwiseInputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  kernel: i32,
  stride: i32,
  before: i32,
  accumulate: i32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  for (let n = 0; n < batch; n++) {
    for (let iy = 0; iy < height; iy++) {
      const r0 = firstBack(iy + before, stride, outHeight);
      const oy = (iy + before - r0) / stride;
      const rows = tapsBack(r0, oy, kernel, stride);
      for (let ix = 0; ix < width; ix++) {
        const s0 = firstBack(ix + before, stride, outWidth);
        const ox = (ix + before - s0) / stride;
        const columns = tapsBack(s0, ox, kernel, stride);
        for (let c = 0; c < channels; c += 4) {
          const at: usize = (<usize>c) << 2;
          let sum = f32x4.splat(0);
          for (let r = 0; r < rows; r++) {
            let from = dy + <usize>((oy - r) * outWidth + ox) * pixel + at;
            let weight = w + <usize>((r0 + r * stride) * kernel + s0) * pixel + at;
            for (let s = 0; s < columns; s++) {
              sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(weight)));
              from -= pixel;
              weight += <usize>stride * pixel;
            }
          }
          putOrAdd(dx + at, sum, channels - c, accumulate);
        }
        dx += pixel;
      }
    }
    dy += <usize>(outHeight * outWidth) * pixel;
  }
}

/** dw: sums of an image start at zero and are added when they are whole. */
export function depthwiseFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  kernel: i32,
  stride: i32,
  before: i32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  clear(dw, kernel * kernel * channels);
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c += 4) {
      const at: usize = (<usize>c) << 2;
      for (let r = 0; r < kernel; r++) {
        for (let s = 0; s < kernel; s++) {
          let sum = f32x4.splat(0);
          for (let oy = 0; oy < outHeight; oy++) {
            const iy = oy * stride + r - before;
            if (iy < 0 || iy >= height) continue;
            // Columns whose pixel lies on the map.
            const first = max(0, (before - s + stride - 1) / stride);
            const end = min(outWidth, (width + before - s + stride - 1) / stride);
            let from = x + <usize>(iy * width + first * stride + s - before) * pixel + at;
            let slope = dy + <usize>(oy * outWidth + first) * pixel + at;
            for (let ox = first; ox < end; ox++) {
              sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(slope)));
              from += <usize>stride * pixel;
              slope += pixel;
            }
          }
          putOrAdd(dw + <usize>(r * kernel + s) * pixel + at, sum, channels - c, 1);
        }
      }
    }
    x += <usize>(height * width) * pixel;
    dy += <usize>(outHeight * outWidth) * pixel;
  }
}
