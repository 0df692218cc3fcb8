import { clear, put, putOrAdd } from "./vectors";

/** Room for four values or positions whose lanes are looked at one by one. */
const positions: usize = memory.data(16);
const values: usize = memory.data(16);

/** Largest value of each window; padding never wins, NaN does. */
export function maxPool(
  x: usize,
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
      const top = start<Sliding>(oy, height, outHeight, stride, before);
      const bottom = end<Sliding>(oy, height, outHeight, kernel, stride, before);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = start<Sliding>(ox, width, outWidth, stride, before);
        const right = end<Sliding>(ox, width, outWidth, kernel, stride, before);
        for (let c = 0; c < channels; c += 4) {
          const at: usize = (<usize>c) << 2;
          let best = f32x4.splat(-Infinity);
          for (let iy = top; iy < bottom; iy++) {
            let from = x + <usize>(iy * width + left) * pixel + at;
            for (let ix = left; ix < right; ix++) {
              best = f32x4.max(best, v128.load(from));
              from += pixel;
            }
          }
          put(y + at, best, channels - c);
        }
        y += pixel;
      }
    }
    x += <usize>(height * width) * pixel;
  }
}

/** The gradient goes to the first largest pixel of each window, found again from x; windows may overlap. */
export function maxPoolGradient(
  dy: usize,
  x: usize,
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
  if (!accumulate) clear(dx, batch * height * width * channels);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = start<Sliding>(oy, height, outHeight, stride, before);
      const bottom = end<Sliding>(oy, height, outHeight, kernel, stride, before);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = start<Sliding>(ox, width, outWidth, stride, before);
        const right = end<Sliding>(ox, width, outWidth, kernel, stride, before);
        for (let c = 0; c < channels; c += 4) {
          const at: usize = (<usize>c) << 2;
          let best = f32x4.splat(-Infinity);
          let winner = i32x4.splat(top * width + left);
          for (let iy = top; iy < bottom; iy++) {
            let from = x + <usize>(iy * width + left) * pixel + at;
            for (let ix = left; ix < right; ix++) {
              const value = v128.load(from);
              const wins = v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
              best = v128.bitselect(value, best, wins);
              winner = v128.bitselect(i32x4.splat(iy * width + ix), winner, wins);
              from += pixel;
            }
          }
          v128.store(positions, winner);
          v128.store(values, v128.load(dy + at));
          const lanes = min(4, channels - c);
          for (let lane = 0; lane < lanes; lane++) {
            const own: usize = (<usize>lane) << 2;
            const to = dx + <usize>load<i32>(positions + own) * pixel + at + own;
            store<f32>(to, load<f32>(to) + load<f32>(values + own));
          }
        }
        dy += pixel;
      }
    }
    x += <usize>(height * width) * pixel;
    dx += <usize>(height * width) * pixel;
  }
}

/** Windows of one size, a stride apart, cut off at the borders; a mean counts the zeros outside, as in PyTorch. */
class Sliding {}
/** As many windows as are asked for, from ⌊o · size / n⌋ to ⌈(o + 1) · size / n⌉, as PyTorch's adaptive pooling. */
class Bins {}

/** Where window o begins along an axis of `size` pixels with n windows. */
function start<W>(o: i32, size: i32, n: i32, stride: i32, before: i32): i32 {
  if (idof<W>() === idof<Bins>()) return (o * size) / n;
  return max(0, o * stride - before);
}

/** Where it ends; exclusive. */
function end<W>(o: i32, size: i32, n: i32, kernel: i32, stride: i32, before: i32): i32 {
  if (idof<W>() === idof<Bins>()) return ((o + 1) * size + n - 1) / n;
  return min(size, o * stride - before + kernel);
}

function shareOf<W>(kernel: i32, height: i32, width: i32): f32 {
  return <f32>1 / <f32>(idof<W>() === idof<Bins>() ? height * width : kernel * kernel);
}

/** The mean of each window. */
function means<W>(
  x: usize,
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
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = start<W>(oy, height, outHeight, stride, before);
      const bottom = end<W>(oy, height, outHeight, kernel, stride, before);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = start<W>(ox, width, outWidth, stride, before);
        const right = end<W>(ox, width, outWidth, kernel, stride, before);
        meanOf(x, width, channels, top, bottom, left, right, shareOf<W>(kernel, bottom - top, right - left), y);
        y += (<usize>channels) << 2;
      }
    }
    x += (<usize>(height * width * channels)) << 2;
  }
}

/** The way back: each window's gradient in equal shares to its pixels. */
function shares<W>(
  dy: usize,
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
  if (!accumulate) clear(dx, batch * height * width * channels);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = start<W>(oy, height, outHeight, stride, before);
      const bottom = end<W>(oy, height, outHeight, kernel, stride, before);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = start<W>(ox, width, outWidth, stride, before);
        const right = end<W>(ox, width, outWidth, kernel, stride, before);
        spread(dy, dx, width, channels, top, bottom, left, right, shareOf<W>(kernel, bottom - top, right - left));
        dy += (<usize>channels) << 2;
      }
    }
    dx += (<usize>(height * width * channels)) << 2;
  }
}

export function averagePool(
  x: usize,
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
  means<Sliding>(x, y, batch, height, width, channels, outHeight, outWidth, kernel, stride, before);
}

export function averagePoolGradient(
  dy: usize,
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
  shares<Sliding>(dy, dx, batch, height, width, channels, outHeight, outWidth, kernel, stride, before, accumulate);
}

/** Average pooling down to a given size; windows overlap where the sizes do not divide. */
export function resizePool(
  x: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  means<Bins>(x, y, batch, height, width, channels, outHeight, outWidth, 0, 0, 0);
}

export function resizePoolGradient(
  dy: usize,
  dx: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  accumulate: i32,
): void {
  shares<Bins>(dy, dx, batch, height, width, channels, outHeight, outWidth, 0, 0, 0, accumulate);
}

/** y = scale · Σ over a window of an image. */
function meanOf(
  x: usize,
  width: i32,
  channels: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  scale: f32,
  y: usize,
): void {
  const pixel: usize = (<usize>channels) << 2;
  for (let c = 0; c < channels; c += 4) {
    const at: usize = (<usize>c) << 2;
    let sum = f32x4.splat(0);
    for (let iy = top; iy < bottom; iy++) {
      let from = x + <usize>(iy * width + left) * pixel + at;
      for (let ix = left; ix < right; ix++) {
        sum = f32x4.add(sum, v128.load(from));
        from += pixel;
      }
    }
    put(y + at, f32x4.mul(sum, f32x4.splat(scale)), channels - c);
  }
}

/** Adds scale · dy to every pixel of a window of an image. */
function spread(
  dy: usize,
  dx: usize,
  width: i32,
  channels: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  scale: f32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  for (let c = 0; c < channels; c += 4) {
    const at: usize = (<usize>c) << 2;
    const d = f32x4.mul(v128.load(dy + at), f32x4.splat(scale));
    for (let iy = top; iy < bottom; iy++) {
      let to = dx + <usize>(iy * width + left) * pixel + at;
      for (let ix = left; ix < right; ix++) {
        putOrAdd(to, d, channels - c, 1);
        to += pixel;
      }
    }
  }
}

/** Mean over the pixels: `[batch, pixels, channels]` → `[batch, channels]`. */
export function globalMean(x: usize, y: usize, batch: i32, pixels: i32, channels: i32): void {
  for (let n = 0; n < batch; n++) {
    meanOf(x, pixels, channels, 0, 1, 0, pixels, <f32>1 / <f32>pixels, y);
    x += (<usize>(pixels * channels)) << 2;
    y += (<usize>channels) << 2;
  }
}

export function globalMeanGradient(
  dy: usize,
  dx: usize,
  batch: i32,
  pixels: i32,
  channels: i32,
  accumulate: i32,
): void {
  if (!accumulate) clear(dx, batch * pixels * channels);
  for (let n = 0; n < batch; n++) {
    spread(dy, dx, pixels, channels, 0, 1, 0, pixels, <f32>1 / <f32>pixels);
    dy += (<usize>channels) << 2;
    dx += (<usize>(pixels * channels)) << 2;
  }
}
