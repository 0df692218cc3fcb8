import { put } from "./vectors";

/**
 * The two inner loops of every convolution and every matrix product. Both look at one image whose border is already there
 * (`pad.ts`), both keep eight sums of four values in registers: WebAssembly has sixteen, and twelve sums were slower.
 */

/** Writes eight channels of a pixel, fewer at the end of a row of channels. */
function putPixel(to: usize, low: v128, high: v128, lanes: i32, accumulate: i32): void {
  if (accumulate) {
    low = f32x4.add(v128.load(to), low);
    high = f32x4.add(v128.load(to, 16), high);
  }
  put(to, low, lanes);
  if (lanes > 4) put(to + 16, high, lanes - 4);
}

/**
 * y = w ∗ x (+ bias), or y += …: four pixels by eight channels. The taps of a kernel row are contiguous in x, so that the
 * loop runs over rows × (columns × inputs).
 * @param x `[…, xWidth, inputs]`, bordered
 * @param w packed: for each eight outputs `[rows, columns, inputs, 8]`
 * @param yRow words from one row of y to the next; `yPixel` from one pixel to the next.
 */
export function convImage(
  x: usize,
  xWidth: i32,
  inputs: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  w: usize,
  y: usize,
  outHeight: i32,
  outWidth: i32,
  yRow: i32,
  yPixel: i32,
  outputs: i32,
  bias: usize,
  accumulate: i32,
): void {
  const taps = columns * inputs;
  const block: usize = (<usize>(rows * taps)) << 5;
  const xLine: usize = (<usize>(xWidth * inputs)) << 2;
  const step: usize = (<usize>(stride * inputs)) << 2;
  const pixel: usize = (<usize>yPixel) << 2;
  for (let co = 0; co < outputs; co += 8) {
    const lanes = outputs - co;
    const from = bias ? v128.load(bias + ((<usize>co) << 2)) : f32x4.splat(0);
    const fromHigh = bias && lanes > 4 ? v128.load(bias + ((<usize>co) << 2), 16) : f32x4.splat(0);
    for (let oy = 0; oy < outHeight; oy++) {
      let at = y + ((<usize>(oy * yRow + co)) << 2);
      let line = x + <usize>(oy * stride) * xLine;
      let ox = 0;
      while (ox < outWidth && outWidth >= 4) {
        // The last tile ends with the row; pixels of it that stand already are computed again, and not written.
        const done: usize = max(0, ox + 4 - outWidth);
        at -= done * pixel;
        line -= done * step;
        let a0 = from;
        let a1 = from;
        let a2 = from;
        let a3 = from;
        let b0 = fromHigh;
        let b1 = fromHigh;
        let b2 = fromHigh;
        let b3 = fromHigh;
        let weight = w;
        for (let r = 0; r < rows; r++) {
          let x0 = line + <usize>r * xLine;
          let x2 = x0 + 2 * step;
          for (let tap = 0; tap < taps; tap++) {
            const low = v128.load(weight);
            const high = v128.load(weight, 16);
            const p0 = v128.load_splat<f32>(x0);
            a0 = f32x4.add(a0, f32x4.mul(p0, low));
            b0 = f32x4.add(b0, f32x4.mul(p0, high));
            const p1 = v128.load_splat<f32>(x0 + step);
            a1 = f32x4.add(a1, f32x4.mul(p1, low));
            b1 = f32x4.add(b1, f32x4.mul(p1, high));
            const p2 = v128.load_splat<f32>(x2);
            a2 = f32x4.add(a2, f32x4.mul(p2, low));
            b2 = f32x4.add(b2, f32x4.mul(p2, high));
            const p3 = v128.load_splat<f32>(x2 + step);
            a3 = f32x4.add(a3, f32x4.mul(p3, low));
            b3 = f32x4.add(b3, f32x4.mul(p3, high));
            weight += 32;
            x0 += 4;
            x2 += 4;
          }
        }
        if (done < 1) putPixel(at, a0, b0, lanes, accumulate);
        if (done < 2) putPixel(at + pixel, a1, b1, lanes, accumulate);
        if (done < 3) putPixel(at + 2 * pixel, a2, b2, lanes, accumulate);
        putPixel(at + 3 * pixel, a3, b3, lanes, accumulate);
        at += 4 * pixel;
        line += 4 * step;
        ox += 4 - <i32>done;
      }
      for (; ox < outWidth; ox++) {
        let a = from;
        let b = fromHigh;
        let weight = w;
        for (let r = 0; r < rows; r++) {
          let x0 = line + <usize>r * xLine;
          for (let tap = 0; tap < taps; tap++) {
            const p = v128.load_splat<f32>(x0);
            a = f32x4.add(a, f32x4.mul(p, v128.load(weight)));
            b = f32x4.add(b, f32x4.mul(p, v128.load(weight, 16)));
            weight += 32;
            x0 += 4;
          }
        }
        putPixel(at, a, b, lanes, accumulate);
        at += pixel;
        line += step;
      }
    }
    w += block;
  }
}

/**
 * dw += Σ over the pixels of one image of x · dy: four taps by eight outputs. Sums of an image start at zero and are added
 * when they are whole, which also loses less.
 * @param x bordered as for `convImage`
 * @param dyPixel words from one pixel of dy to the next; `dwRow` from one tap of dw to the next.
 */
export function filterGradientImage(
  x: usize,
  xWidth: i32,
  inputs: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  dy: usize,
  outHeight: i32,
  outWidth: i32,
  dyPixel: i32,
  outputs: i32,
  dw: usize,
  dwRow: i32,
): void {
  const taps = columns * inputs;
  const xLine: usize = (<usize>(xWidth * inputs)) << 2;
  const step: usize = (<usize>(stride * inputs)) << 2;
  const pixel: usize = (<usize>dyPixel) << 2;
  const row: usize = (<usize>dwRow) << 2;
  for (let co = 0; co < outputs; co += 8) {
    const lanes = outputs - co;
    for (let r = 0; r < rows; r++) {
      let target = dw + ((<usize>(r * taps * dwRow + co)) << 2);
      let tap = 0;
      while (tap < taps && taps >= 4) {
        const done: usize = max(0, tap + 4 - taps);
        target -= done * row;
        tap -= <i32>done;
        let a0 = f32x4.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        let b0 = a0;
        let b1 = a0;
        let b2 = a0;
        let b3 = a0;
        let d = dy + ((<usize>co) << 2);
        for (let oy = 0; oy < outHeight; oy++) {
          let at = x + <usize>(oy * stride + r) * xLine + ((<usize>tap) << 2);
          for (let ox = 0; ox < outWidth; ox++) {
            const low = v128.load(d);
            const high = v128.load(d, 16);
            const p0 = v128.load_splat<f32>(at);
            a0 = f32x4.add(a0, f32x4.mul(p0, low));
            b0 = f32x4.add(b0, f32x4.mul(p0, high));
            const p1 = v128.load_splat<f32>(at, 4);
            a1 = f32x4.add(a1, f32x4.mul(p1, low));
            b1 = f32x4.add(b1, f32x4.mul(p1, high));
            const p2 = v128.load_splat<f32>(at, 8);
            a2 = f32x4.add(a2, f32x4.mul(p2, low));
            b2 = f32x4.add(b2, f32x4.mul(p2, high));
            const p3 = v128.load_splat<f32>(at, 12);
            a3 = f32x4.add(a3, f32x4.mul(p3, low));
            b3 = f32x4.add(b3, f32x4.mul(p3, high));
            at += step;
            d += pixel;
          }
        }
        if (done < 1) putPixel(target, a0, b0, lanes, 1);
        if (done < 2) putPixel(target + row, a1, b1, lanes, 1);
        if (done < 3) putPixel(target + 2 * row, a2, b2, lanes, 1);
        putPixel(target + 3 * row, a3, b3, lanes, 1);
        target += 4 * row;
        tap += 4;
      }
      for (; tap < taps; tap++) {
        let a = f32x4.splat(0);
        let b = a;
        let d = dy + ((<usize>co) << 2);
        for (let oy = 0; oy < outHeight; oy++) {
          let at = x + <usize>(oy * stride + r) * xLine + ((<usize>tap) << 2);
          for (let ox = 0; ox < outWidth; ox++) {
            const p = v128.load_splat<f32>(at);
            a = f32x4.add(a, f32x4.mul(p, v128.load(d)));
            b = f32x4.add(b, f32x4.mul(p, v128.load(d, 16)));
            at += step;
            d += pixel;
          }
        }
        putPixel(target, a, b, lanes, 1);
        target += row;
      }
    }
  }
}
