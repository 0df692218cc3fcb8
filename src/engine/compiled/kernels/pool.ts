import { f32, linearKernel, read, write, type Kernel } from "../kernel";
import type { PoolShape } from "../../plan/shapes";

function pixels({ channels }: PoolShape): { readonly type: "f32" | "vec4f"; readonly count: number } {
  return channels % 4 === 0 ? { type: "vec4f", count: channels / 4 } : { type: "f32", count: channels };
}

function outputPlace({ outHeight, outWidth }: PoolShape, count: number): readonly string[] {
  return [
    `  let c = i % ${count}u;`,
    `  let ox = (i / ${count}u) % ${outWidth}u;`,
    `  let oy = (i / ${count * outWidth}u) % ${outHeight}u;`,
    `  let n = i / ${count * outWidth * outHeight}u;`,
  ];
}

function inputPlace({ height, width }: PoolShape, count: number): readonly string[] {
  return [
    `  let c = i % ${count}u;`,
    `  let ix = (i / ${count}u) % ${width}u;`,
    `  let iy = (i / ${count * width}u) % ${height}u;`,
    `  let n = i / ${count * width * height}u;`,
  ];
}

/** Loops over the pixels of window (oy, ox) that lie on the map; `text` sees `y`, `x` and `at`. */
function overWindow(shape: PoolShape, count: number, text: string): readonly string[] {
  const { height, width, kernel: size, stride, before } = shape;
  return [
    `  for (var r = 0; r < ${size}; r++) {`,
    `    let y = i32(oy) * ${stride} + r - ${before};`,
    `    if (y < 0 || y >= ${height}) { continue; }`,
    `    for (var s = 0; s < ${size}; s++) {`,
    `      let x = i32(ox) * ${stride} + s - ${before};`,
    `      if (x < 0 || x >= ${width}) { continue; }`,
    `      let at = ((n * ${height}u + u32(y)) * ${width}u + u32(x)) * ${count}u + c;`,
    `      ${text}`,
    "    }",
    "  }",
  ];
}

const LOWEST = "-3.4028234e38f";

/** Largest value of the window; padding never wins. Bindings: x, y. */
export function maxPoolForward(shape: PoolShape): Kernel {
  const { batch, height, width, outHeight, outWidth } = shape;
  const { type, count } = pixels(shape);
  return linearKernel({
    family: "maxPool",
    bindings: [
      read("input", batch * height * width * count, type),
      write("output", batch * outHeight * outWidth * count, type),
    ],
    count: batch * outHeight * outWidth * count,
    body: [
      ...outputPlace(shape, count),
      `  var best = ${type}(${LOWEST});`,
      ...overWindow(shape, count, "best = max(best, input[at]);"),
      "  output[i] = best;",
    ].join("\n"),
    work: batch * outHeight * outWidth * shape.channels * shape.kernel ** 2,
  });
}

/**
 * The gradient goes to the first largest pixel of each window, found again from the input; windows may overlap.
 * Bindings: dy, input, dx.
 */
export function maxPoolGradient(shape: PoolShape, accumulate: boolean): Kernel {
  const { batch, height, width, channels, outHeight, outWidth } = shape;
  return linearKernel({
    family: "maxPoolGradient",
    bindings: [
      read("dy", batch * outHeight * outWidth * channels),
      read("input", batch * height * width * channels),
      write("dx", batch * height * width * channels),
    ],
    count: batch * height * width * channels,
    body: [
      ...inputPlace(shape, channels),
      "  var total = 0.0;",
      ...overOwners(shape, [
        `      var best = ${LOWEST};`,
        "      var winner = 0u;",
        ...overWindow(shape, channels, "if (input[at] > best) { best = input[at]; winner = at; }"),
        `      if (winner == i) { total += dy[((n * ${outHeight}u + oy) * ${outWidth}u + ox) * ${channels}u + c]; }`,
      ]),
      `  dx[i] ${accumulate ? "+=" : "="} total;`,
    ].join("\n"),
    work: batch * height * width * channels * shape.kernel ** 2,
  });
}

/** Loops over the windows that contain input pixel (iy, ix): `body` sees `oy` and `ox`. */
function overOwners(shape: PoolShape, body: readonly string[]): readonly string[] {
  const { outHeight, outWidth, kernel: size, stride, before } = shape;
  const first = (place: string): string =>
    `u32(max(0, (i32(${place}) + ${before} - ${size - 1} + ${stride - 1}) / ${stride}))`;
  return [
    `  for (var oy = ${first("iy")}; oy < ${outHeight}u && oy * ${stride}u <= iy + ${before}u; oy++) {`,
    `    for (var ox = ${first("ix")}; ox < ${outWidth}u && ox * ${stride}u <= ix + ${before}u; ox++) {`,
    ...body,
    "    }",
    "  }",
  ];
}

/** Mean of the window; the divisor is always kernel², zeros of the padding included, as in PyTorch. Bindings: x, y. */
export function averagePoolForward(shape: PoolShape): Kernel {
  const { batch, height, width, outHeight, outWidth, kernel: size } = shape;
  const { type, count } = pixels(shape);
  return linearKernel({
    family: "averagePool",
    bindings: [
      read("input", batch * height * width * count, type),
      write("output", batch * outHeight * outWidth * count, type),
    ],
    count: batch * outHeight * outWidth * count,
    body: [
      ...outputPlace(shape, count),
      `  var total = ${type}();`,
      ...overWindow(shape, count, "total += input[at];"),
      `  output[i] = total * ${f32(1 / size ** 2)};`,
    ].join("\n"),
    work: batch * outHeight * outWidth * shape.channels * size ** 2,
  });
}

/** Bindings: dy, dx. */
export function averagePoolGradient(shape: PoolShape, accumulate: boolean): Kernel {
  const { batch, height, width, outHeight, outWidth, kernel: size } = shape;
  const { type, count } = pixels(shape);
  return linearKernel({
    family: "averagePoolGradient",
    bindings: [
      read("dy", batch * outHeight * outWidth * count, type),
      write("dx", batch * height * width * count, type),
    ],
    count: batch * height * width * count,
    body: [
      ...inputPlace(shape, count),
      `  var total = ${type}();`,
      ...overOwners(shape, [`      total += dy[((n * ${outHeight}u + oy) * ${outWidth}u + ox) * ${count}u + c];`]),
      `  dx[i] ${accumulate ? "+=" : "="} total * ${f32(1 / size ** 2)};`,
    ].join("\n"),
    work: batch * height * width * shape.channels * Math.ceil(size / shape.stride) ** 2,
  });
}
