import { linearKernel, read, write, type Kernel } from "../kernel";
import type { DenseShape } from "../../plan/shapes";

/** Sums longer than this are split, so that a classifier on a whole map does not run on a few invocations. */
const LONGEST_SUM = 2048;

/** Parts of the sum over inputs; at 1 the forward kernel writes the output itself. */
export function denseSplits({ inputs, rows, outputs }: DenseShape): number {
  if (inputs <= LONGEST_SUM) return 1;
  return Math.min(Math.ceil(inputs / 256), Math.max(1, Math.ceil(16384 / (rows * outputs))));
}

/** Bindings: x, w, [bias,] y `[splits, rows, outputs]`. With splits the bias joins at the final sum. */
export function denseForward(shape: DenseShape, bias: boolean): Kernel {
  const { rows, inputs, outputs } = shape;
  const splits = denseSplits(shape);
  const inPlace = splits === 1 && bias;
  return linearKernel({
    family: "dense",
    bindings: [
      read("x", rows * inputs),
      read("w", inputs * outputs),
      ...(inPlace ? [read("bias", outputs)] : []),
      write("y", splits * rows * outputs),
    ],
    count: splits * rows * outputs,
    body: [
      `  let o = i % ${outputs}u;`,
      `  let row = (i / ${outputs}u) % ${rows}u;`,
      `  let split = i / ${outputs * rows}u;`,
      `  let begin = split * ${inputs}u / ${splits}u;`,
      `  let to = (split + 1u) * ${inputs}u / ${splits}u;`,
      `  var total = ${inPlace ? "bias[o]" : "0.0"};`,
      `  for (var k = begin; k < to; k++) { total += x[row * ${inputs}u + k] * w[k * ${outputs}u + o]; }`,
      "  y[i] = total;",
    ].join("\n"),
    work: 2 * rows * inputs * outputs,
  });
}

/** Joins the parts of a split forward sum. Bindings: parts, [bias,] y. */
export function denseJoin({ rows, outputs }: DenseShape, splits: number, bias: boolean): Kernel {
  return linearKernel({
    family: "denseJoin",
    bindings: [
      read("parts", splits * rows * outputs),
      ...(bias ? [read("bias", outputs)] : []),
      write("y", rows * outputs),
    ],
    count: rows * outputs,
    body: [
      `  var total = ${bias ? `bias[i % ${outputs}u]` : "0.0"};`,
      `  for (var p = 0u; p < ${splits}u; p++) { total += parts[i + p * ${rows * outputs}u]; }`,
      "  y[i] = total;",
    ].join("\n"),
    work: splits * rows * outputs,
  });
}

/** dx = dy · wᵀ. Bindings: dy, w, dx. */
export function denseInputGradient({ rows, inputs, outputs }: DenseShape, accumulate: boolean): Kernel {
  return linearKernel({
    family: "denseInputGradient",
    bindings: [read("dy", rows * outputs), read("w", inputs * outputs), write("dx", rows * inputs)],
    count: rows * inputs,
    body: [
      `  let k = i % ${inputs}u;`,
      `  let row = i / ${inputs}u;`,
      "  var total = 0.0;",
      `  for (var o = 0u; o < ${outputs}u; o++) { total += dy[row * ${outputs}u + o] * w[k * ${outputs}u + o]; }`,
      `  dx[i] ${accumulate ? "+=" : "="} total;`,
    ].join("\n"),
    work: 2 * rows * inputs * outputs,
  });
}

/** dw = xᵀ · dy and, behind the last weight, dbias = Σ dy. Bindings: x, dy, dw [, dbias]. */
export function denseWeightGradient({ rows, inputs, outputs }: DenseShape, bias: boolean): Kernel {
  const count = inputs * outputs;
  return linearKernel({
    family: "denseWeightGradient",
    bindings: [
      read("x", rows * inputs),
      read("dy", rows * outputs),
      write("dw", count),
      ...(bias ? [write("dbias", outputs)] : []),
    ],
    count: count + (bias ? outputs : 0),
    body: [
      "  var total = 0.0;",
      `  let o = i % ${outputs}u;`,
      ...(bias
        ? [
            `  if (i >= ${count}u) {`,
            `    for (var row = 0u; row < ${rows}u; row++) { total += dy[row * ${outputs}u + o]; }`,
            "    dbias[o] = total;",
            "    return;",
            "  }",
          ]
        : []),
      `  let k = i / ${outputs}u;`,
      `  for (var row = 0u; row < ${rows}u; row++) { total += x[row * ${inputs}u + k] * dy[row * ${outputs}u + o]; }`,
      "  dw[i] = total;",
    ].join("\n"),
    work: 2 * rows * inputs * outputs,
  });
}
