import { convImage, filterGradientImage } from "./convTiles";
import { padImage } from "./pad";
import { clear } from "./vectors";

/**
 * Convolutions of any size, stride and number of groups, NHWC, filters `[kernel, kernel, inputs, outputs]`. Image by image:
 * border it, then run a tile over it. A pointwise convolution and a dense layer are the same with nothing to border.
 */

/** Filters in the order in which `convImage` reads them: `[outputs / 8, taps × inputs, 8]`, zeros beyond the last output. */
function pack(w: usize, terms: i32, rowWords: i32, outputs: i32, to: usize): void {
  for (let co = 0; co < outputs; co += 8) {
    const lanes = min(8, outputs - co);
    let from = w + ((<usize>co) << 2);
    for (let term = 0; term < terms; term++) {
      if (lanes === 8) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        clear(to, 8);
        memory.copy(to, from, (<usize>lanes) << 2);
      }
      from += (<usize>rowWords) << 2;
      to += 32;
    }
  }
}

/** True when a convolution reads nothing beyond the image: it can be used where it lies. */
function fits(height: i32, width: i32, before: i32, toHeight: i32, toWidth: i32, groups: i32): bool {
  return groups === 1 && before === 0 && toHeight <= height && toWidth <= width;
}

/**
 * y = w ∗ x (+ bias).
 * @param packed room for one group's filters, outputs rounded up to eights
 * @param bordered room for one image, of one group
 */
export function conv(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  packed: usize,
  bordered: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  kernel: i32,
  stride: i32,
  before: i32,
  groups: i32,
): void {
  const ci = inputs / groups;
  const co = outputs / groups;
  const toHeight = (outHeight - 1) * stride + kernel;
  const toWidth = (outWidth - 1) * stride + kernel;
  const inPlace = fits(height, width, before, toHeight, toWidth, groups);
  for (let group = 0; group < groups; group++) {
    const out: usize = (<usize>(group * co)) << 2;
    pack(w + out, kernel * kernel * ci, outputs, co, packed);
    let image = x + ((<usize>(group * ci)) << 2);
    let target = y + out;
    for (let n = 0; n < batch; n++) {
      if (!inPlace) padImage(image, inputs, ci, height, width, before, before, bordered, toHeight, toWidth);
      convImage(
        inPlace ? image : bordered,
        inPlace ? width : toWidth,
        ci,
        stride,
        kernel,
        kernel,
        packed,
        target,
        outHeight,
        outWidth,
        outWidth * outputs,
        outputs,
        co,
        bias ? bias + out : 0,
        0,
      );
      image += (<usize>(height * width * inputs)) << 2;
      target += (<usize>(outHeight * outWidth * outputs)) << 2;
    }
  }
}

/** dw = Σ over images and pixels of x · dy. `bordered`: room for one image, of one group. */
export function convFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  bordered: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  kernel: i32,
  stride: i32,
  before: i32,
  groups: i32,
): void {
  const ci = inputs / groups;
  const co = outputs / groups;
  const toHeight = (outHeight - 1) * stride + kernel;
  const toWidth = (outWidth - 1) * stride + kernel;
  const inPlace = fits(height, width, before, toHeight, toWidth, groups);
  clear(dw, kernel * kernel * ci * outputs);
  for (let group = 0; group < groups; group++) {
    const out: usize = (<usize>(group * co)) << 2;
    let image = x + ((<usize>(group * ci)) << 2);
    let slope = dy + out;
    for (let n = 0; n < batch; n++) {
      if (!inPlace) padImage(image, inputs, ci, height, width, before, before, bordered, toHeight, toWidth);
      filterGradientImage(
        inPlace ? image : bordered,
        inPlace ? width : toWidth,
        ci,
        stride,
        kernel,
        kernel,
        slope,
        outHeight,
        outWidth,
        outputs,
        co,
        dw + out,
        outputs,
      );
      image += (<usize>(height * width * inputs)) << 2;
      slope += (<usize>(outHeight * outWidth * outputs)) << 2;
    }
  }
}

/**
 * Filters for the way back, for the taps r = phaseRow, phaseRow + stride, … and s likewise, turned around:
 * `[inputs / 8, rows × columns × outputs, 8]`.
 */
function packTurned(
  w: usize,
  kernel: i32,
  stride: i32,
  phaseRow: i32,
  phaseColumn: i32,
  rows: i32,
  columns: i32,
  ci: i32,
  co: i32,
  outputs: i32,
  to: usize,
): void {
  for (let c = 0; c < ci; c += 8) {
    const lanes = min(8, ci - c);
    for (let t = rows - 1; t >= 0; t--) {
      for (let u = columns - 1; u >= 0; u--) {
        const tap = (phaseRow + stride * t) * kernel + phaseColumn + stride * u;
        const from = w + ((<usize>((tap * ci + c) * outputs)) << 2);
        for (let o = 0; o < co; o++) {
          for (let lane = 0; lane < 8; lane++) {
            const value = lane < lanes ? load<f32>(from + ((<usize>(lane * outputs + o)) << 2)) : 0;
            store<f32>(to + ((<usize>lane) << 2), value);
          }
          to += 32;
        }
      }
    }
  }
}

/**
 * dx = or += the gradient that comes through y = w ∗ x. Pixels of x that the same taps reach (one of stride × stride phases)
 * are a convolution without stride over dy, by those taps turned around.
 */
export function convInputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  packed: usize,
  bordered: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  kernel: i32,
  stride: i32,
  before: i32,
  groups: i32,
  accumulate: i32,
): void {
  const ci = inputs / groups;
  const co = outputs / groups;
  // Where the stride is larger than the kernel no tap reaches some pixels.
  if (kernel < stride && !accumulate) clear(dx, batch * height * width * inputs);
  for (let group = 0; group < groups; group++) {
    for (let phaseRow = 0; phaseRow < min(stride, kernel); phaseRow++) {
      const rows = (kernel - phaseRow + stride - 1) / stride;
      const firstRow = (before - phaseRow + stride - 1) / stride;
      const top = firstRow * stride + phaseRow - before;
      const high = top < height ? (height - top + stride - 1) / stride : 0;
      for (let phaseColumn = 0; phaseColumn < min(stride, kernel); phaseColumn++) {
        const columns = (kernel - phaseColumn + stride - 1) / stride;
        const firstColumn = (before - phaseColumn + stride - 1) / stride;
        const left = firstColumn * stride + phaseColumn - before;
        const wide = left < width ? (width - left + stride - 1) / stride : 0;
        if (high === 0 || wide === 0) continue;
        const out: usize = (<usize>(group * co)) << 2;
        packTurned(w + out, kernel, stride, phaseRow, phaseColumn, rows, columns, ci, co, outputs, packed);
        const toHeight = high + rows - 1;
        const toWidth = wide + columns - 1;
        const inPlace =
          groups === 1 &&
          rows === 1 &&
          columns === 1 &&
          firstRow === 0 &&
          firstColumn === 0 &&
          high <= outHeight &&
          wide <= outWidth;
        for (let n = 0; n < batch; n++) {
          const image = dy + out + ((<usize>(n * outHeight * outWidth * outputs)) << 2);
          if (!inPlace)
            padImage(
              image,
              outputs,
              co,
              outHeight,
              outWidth,
              rows - 1 - firstRow,
              columns - 1 - firstColumn,
              bordered,
              toHeight,
              toWidth,
            );
          convImage(
            inPlace ? image : bordered,
            inPlace ? outWidth : toWidth,
            co,
            1,
            rows,
            columns,
            packed,
            dx + ((<usize>(((n * height + top) * width + left) * inputs + group * ci)) << 2),
            high,
            wide,
            stride * width * inputs,
            stride * inputs,
            ci,
            0,
            accumulate,
          );
        }
      }
    }
  }
}

/** db = Σ over rows of dy `[rows, channels]`. */
export function biasGradient(dy: usize, rows: i32, channels: i32, db: usize): void {
  clear(db, channels);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < channels; c++) {
      const at = (<usize>c) << 2;
      store<f32>(db + at, load<f32>(db + at) + load<f32>(dy + at));
    }
    dy += (<usize>channels) << 2;
  }
}
