import { linearKernel, read, write, type Kernel } from "../kernel";
import type { ResizeShape } from "../../plan/shapes";

/**
 * Window of output o of n: from ⌊o · size / n⌋ to ⌈(o + 1) · size / n⌉, as PyTorch's adaptive pooling; windows overlap
 * where the sizes do not divide. Bindings: x, y.
 */
export function resizePoolForward({ batch, height, width, channels, outHeight, outWidth }: ResizeShape): Kernel {
  return linearKernel({
    family: "resizePool",
    bindings: [read("x", batch * height * width * channels), write("y", batch * outHeight * outWidth * channels)],
    count: batch * outHeight * outWidth * channels,
    body: [
      `  let c = i % ${channels}u;`,
      `  let ox = (i / ${channels}u) % ${outWidth}u;`,
      `  let oy = (i / ${channels * outWidth}u) % ${outHeight}u;`,
      `  let n = i / ${channels * outWidth * outHeight}u;`,
      `  let top = oy * ${height}u / ${outHeight}u;`,
      `  let bottom = ((oy + 1u) * ${height}u + ${outHeight - 1}u) / ${outHeight}u;`,
      `  let left = ox * ${width}u / ${outWidth}u;`,
      `  let right = ((ox + 1u) * ${width}u + ${outWidth - 1}u) / ${outWidth}u;`,
      "  var total = 0.0;",
      "  for (var iy = top; iy < bottom; iy++) {",
      "    for (var ix = left; ix < right; ix++) {",
      `      total += x[((n * ${height}u + iy) * ${width}u + ix) * ${channels}u + c];`,
      "    }",
      "  }",
      "  y[i] = total / f32((bottom - top) * (right - left));",
    ].join("\n"),
    work: batch * height * width * channels,
  });
}

/** Bindings: dy, dx. */
export function resizePoolGradient(shape: ResizeShape, accumulate: boolean): Kernel {
  const { batch, height, width, channels, outHeight, outWidth } = shape;
  return linearKernel({
    family: "resizePoolGradient",
    bindings: [read("dy", batch * outHeight * outWidth * channels), write("dx", batch * height * width * channels)],
    count: batch * height * width * channels,
    body: [
      `  let c = i % ${channels}u;`,
      `  let ix = (i / ${channels}u) % ${width}u;`,
      `  let iy = (i / ${channels * width}u) % ${height}u;`,
      `  let n = i / ${channels * width * height}u;`,
      "  var total = 0.0;",
      // The first window that reaches past the pixel is ⌊pixel · n / size⌋; later ones start at or before it.
      `  for (var oy = iy * ${outHeight}u / ${height}u; oy < ${outHeight}u && oy * ${height}u / ${outHeight}u <= iy; oy++) {`,
      `    let rows = ((oy + 1u) * ${height}u + ${outHeight - 1}u) / ${outHeight}u - oy * ${height}u / ${outHeight}u;`,
      `    for (var ox = ix * ${outWidth}u / ${width}u; ox < ${outWidth}u && ox * ${width}u / ${outWidth}u <= ix; ox++) {`,
      `      let columns = ((ox + 1u) * ${width}u + ${outWidth - 1}u) / ${outWidth}u - ox * ${width}u / ${outWidth}u;`,
      `      total += dy[((n * ${outHeight}u + oy) * ${outWidth}u + ox) * ${channels}u + c] / f32(rows * columns);`,
      "    }",
      "  }",
      `  dx[i] ${accumulate ? "+=" : "="} total;`,
    ].join("\n"),
    work: 2 * batch * height * width * channels,
  });
}
