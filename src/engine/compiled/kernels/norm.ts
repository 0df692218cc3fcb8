import type { Activation } from "../../../graph/primitive";
import { NORM_EPSILON, STATISTICS_RATE } from "../../runningState";
import { f32, linearKernel, read, write, type Binding, type Kernel } from "../kernel";
import { activationFunction, outputSlopeFunction, slopeFunction } from "./activation";
import type { SlopeFrom } from "../../plan/shapes";
import { columnType, type ColumnCut } from "./columns";

/**
 * First half of the batch statistics: per chunk of rows the mean and the sum of squared deviations, shifted by the
 * chunk's first row so that nothing cancels. Bindings: x, parts `[chunks, 2, channels]`.
 */
export function normStats(cut: ColumnCut): Kernel {
  const { rows, channels, vector, chunks, rowsPerChunk } = cut;
  const type = columnType(cut);
  const columns = channels / vector;
  return linearKernel({
    family: "normStats",
    bindings: [read("x", rows * columns, type), write("parts", chunks * 2 * columns, type)],
    count: chunks * columns,
    body: [
      `  let c = i % ${columns}u;`,
      `  let chunk = i / ${columns}u;`,
      `  let begin = chunk * ${rowsPerChunk}u;`,
      `  let to = min(begin + ${rowsPerChunk}u, ${rows}u);`,
      `  let pivot = x[begin * ${columns}u + c];`,
      `  var sum = ${type}();`,
      `  var squares = ${type}();`,
      `  var at = begin * ${columns}u + c;`,
      "  for (var row = begin; row < to; row++) {",
      "    let d = x[at] - pivot;",
      "    sum += d;",
      "    squares += d * d;",
      `    at += ${columns}u;`,
      "  }",
      "  let count = f32(to - begin);",
      `  parts[chunk * ${2 * columns}u + c] = pivot + sum / count;`,
      `  parts[chunk * ${2 * columns}u + ${columns}u + c] = max(squares - sum * sum / count, ${type}());`,
    ].join("\n"),
    work: 4 * rows * channels,
  });
}

/**
 * Second half: joins the chunks in order (Chan et al. 1983) and writes `stats = [mean, 1 / √(biased variance + ε)]`,
 * each `[channels]`; when training also the running statistics, with the unbiased variance.
 * Bindings: parts, stats [, running mean, running variance].
 */
export function normFinish(cut: ColumnCut, running: boolean): Kernel {
  const { rows, channels, chunks, rowsPerChunk } = cut;
  return linearKernel({
    family: "normFinish",
    bindings: [read("parts", chunks * 2 * channels), ...statsBindings(channels, "f32", running)],
    count: channels,
    body: [
      "  var m = parts[i];",
      `  var s = parts[${channels}u + i];`,
      `  var n = ${f32(Math.min(rows, rowsPerChunk))};`,
      `  for (var chunk = 1u; chunk < ${chunks}u; chunk++) {`,
      `    let more = f32(min(${rowsPerChunk}u, ${rows}u - chunk * ${rowsPerChunk}u));`,
      `    let d = parts[chunk * ${2 * channels}u + i] - m;`,
      "    let all = n + more;",
      "    m += d * (more / all);",
      `    s += parts[chunk * ${2 * channels}u + ${channels}u + i] + d * d * (n * more / all);`,
      "    n = all;",
      "  }",
      ...statsStores(rows, channels, running),
    ].join("\n"),
    work: 10 * chunks * channels,
  });
}

/** What statistics are written to. @param columns channels, or vectors of four. */
export function statsBindings(columns: number, type: "f32" | "vec4f", running: boolean): readonly Binding[] {
  return [
    write("stats", 2 * columns, type),
    ...(running ? [write("mean", columns, type), write("variance", columns, type)] : []),
  ];
}

/** WGSL: writes column `i` from its mean `m` and its sum of squared deviations `s`. */
export function statsStores(rows: number, columns: number, running: boolean): readonly string[] {
  const unbiased = rows > 1 ? rows / (rows - 1) : 1;
  return [
    `  let v = s * ${f32(1 / rows)};`,
    "  stats[i] = m;",
    `  stats[${columns}u + i] = 1.0 / sqrt(v + ${f32(NORM_EPSILON)});`,
    ...(running
      ? [
          `  mean[i] = ${f32(1 - STATISTICS_RATE)} * mean[i] + ${f32(STATISTICS_RATE)} * m;`,
          `  variance[i] = ${f32(1 - STATISTICS_RATE)} * variance[i] + ${f32(STATISTICS_RATE)} * (v * ${f32(unbiased)});`,
        ]
      : []),
  ];
}

/** Statistics for inference: `stats = [running mean, 1 / √(running variance + ε)]`. Bindings: mean, variance, stats. */
export function normRunning(channels: number): Kernel {
  return linearKernel({
    family: "normRunning",
    bindings: [read("mean", channels), read("variance", channels), write("stats", 2 * channels)],
    count: channels,
    body: `  stats[i] = mean[i];\n  stats[${channels}u + i] = 1.0 / sqrt(variance[i] + ${f32(NORM_EPSILON)});`,
  });
}

/** WGSL: `normed(u, …)` — the one expression of the normalised value, shared by forward and backward. */
function normalisation(columns: number): readonly string[] {
  return [
    `  let c = i % ${columns}u;`,
    "  let mean = stats[c];",
    `  let inverse = stats[${columns}u + c];`,
    "  let scale = gamma[c] * inverse;",
  ];
}

/**
 * z = act((x − mean) / √(variance + ε) · γ + β (+ other)). Bindings: x, stats, gamma, beta [, other], z.
 * `other` is the residual sum fused in.
 */
export function normApply(rows: number, channels: number, activation: Activation, other: boolean): Kernel {
  const vector = channels % 4 === 0 ? 4 : 1;
  const type = vector === 4 ? "vec4f" : "f32";
  const columns = channels / vector;
  return linearKernel({
    family: "normApply",
    bindings: [
      read("x", rows * columns, type),
      read("stats", 2 * columns, type),
      read("gamma", columns, type),
      read("beta", columns, type),
      ...(other ? [read("other", rows * columns, type)] : []),
      write("z", rows * columns, type),
    ],
    count: rows * columns,
    prelude: activationFunction(activation, type),
    body: [
      ...normalisation(columns),
      `  z[i] = act((x[i] - mean) * scale + beta[c]${other ? " + other[i]" : ""});`,
    ].join("\n"),
    work: 4 * rows * channels,
  });
}

function slopeBindings(slope: SlopeFrom, rows: number, columns: number, type: "f32" | "vec4f") {
  return slope.from === "input" ? [read("beta", columns, type)] : [read("z", rows * columns, type)];
}

/** The gradient before the activation, `g`, at element `at`. */
export function gradientBefore(slope: SlopeFrom, at: string, beta: string): string {
  if (slope.activation === "none") return `dz[${at}]`;
  if (slope.from === "output") return `dz[${at}] * slope(z[${at}])`;
  return `dz[${at}] * slope((x[${at}] - mean) * scale + ${beta})`;
}

export function slopePrelude(slope: SlopeFrom, type: "f32" | "vec4f"): string {
  if (slope.activation === "none") return "";
  return slope.from === "input" ? slopeFunction(slope.activation, type) : outputSlopeFunction(slope.activation, type);
}

/** What the backward sums are made from. */
export function gradientSumsReads(
  slope: SlopeFrom,
  rows: number,
  columns: number,
  type: "f32" | "vec4f",
): readonly Binding[] {
  return [
    read("dz", rows * columns, type),
    read("x", rows * columns, type),
    read("stats", 2 * columns, type),
    ...(slope.activation === "none"
      ? []
      : [read("gamma", columns, type), ...slopeBindings(slope, rows, columns, type)]),
  ];
}

/** WGSL: what column `c` has for all its rows. */
export function gradientSumsColumn(slope: SlopeFrom, columns: number): readonly string[] {
  const plain = slope.activation === "none";
  return [
    "  let mean = stats[c];",
    `  let inverse = stats[${columns}u + c];`,
    plain ? "" : "  let scale = gamma[c] * inverse;",
    slope.from === "input" && !plain ? "  let shift = beta[c];" : "",
  ];
}

/**
 * First half of the backward sums: per chunk Σ g and Σ g · x̂ with g = dz · act′.
 * Bindings: dz, x, stats, gamma, then beta (slope from the input) or z (from the output), parts `[chunks, 2, channels]`.
 */
export function normGradientSums(cut: ColumnCut, slope: SlopeFrom): Kernel {
  const { rows, channels, vector, chunks, rowsPerChunk } = cut;
  const type = columnType(cut);
  const columns = channels / vector;
  return linearKernel({
    family: "normGradientSums",
    bindings: [...gradientSumsReads(slope, rows, columns, type), write("parts", chunks * 2 * columns, type)],
    count: chunks * columns,
    prelude: slopePrelude(slope, type),
    body: [
      `  let c = i % ${columns}u;`,
      `  let chunk = i / ${columns}u;`,
      `  let begin = chunk * ${rowsPerChunk}u;`,
      `  let to = min(begin + ${rowsPerChunk}u, ${rows}u);`,
      ...gradientSumsColumn(slope, columns),
      `  var sum = ${type}();`,
      `  var dots = ${type}();`,
      `  var at = begin * ${columns}u + c;`,
      "  for (var row = begin; row < to; row++) {",
      `    let g = ${gradientBefore(slope, "at", "shift")};`,
      "    sum += g;",
      "    dots += g * ((x[at] - mean) * inverse);",
      `    at += ${columns}u;`,
      "  }",
      `  parts[chunk * ${2 * columns}u + c] = sum;`,
      `  parts[chunk * ${2 * columns}u + ${columns}u + c] = dots;`,
    ].join("\n"),
    work: 8 * rows * channels,
  });
}

/**
 * Second half: `sums = [Σ g, Σ g · x̂]`, chunks in order; where the parameters' gradients are wanted, dβ and dγ are the
 * same numbers. Bindings: parts, sums [, dgamma, dbeta].
 */
export function normGradientFinish(cut: ColumnCut, parameters: boolean): Kernel {
  const { channels, chunks } = cut;
  return linearKernel({
    family: "normGradientFinish",
    bindings: [read("parts", chunks * 2 * channels), ...sumsBindings(channels, "f32", parameters)],
    count: channels,
    body: [
      "  var sum = parts[i];",
      `  var dots = parts[${channels}u + i];`,
      `  for (var chunk = 1u; chunk < ${chunks}u; chunk++) {`,
      `    sum += parts[chunk * ${2 * channels}u + i];`,
      `    dots += parts[chunk * ${2 * channels}u + ${channels}u + i];`,
      "  }",
      ...sumsStores(channels, parameters),
    ].join("\n"),
    work: 2 * chunks * channels,
  });
}

/** What the backward sums are written to. @param columns channels, or vectors of four. */
export function sumsBindings(columns: number, type: "f32" | "vec4f", parameters: boolean): readonly Binding[] {
  return [
    write("sums", 2 * columns, type),
    ...(parameters ? [write("dgamma", columns, type), write("dbeta", columns, type)] : []),
  ];
}

/** WGSL: writes column `i` from `sum` and `dots`. */
export function sumsStores(columns: number, parameters: boolean): readonly string[] {
  return [
    "  sums[i] = sum;",
    `  sums[${columns}u + i] = dots;`,
    ...(parameters ? ["  dgamma[i] = dots;", "  dbeta[i] = sum;"] : []),
  ];
}

export interface NormGradientOptions {
  readonly slope: SlopeFrom;
  /** Adds to dx. */
  readonly accumulate: boolean;
  /** Also hands g to the other summand of a fused residual sum: replaces or adds. */
  readonly other?: "write" | "accumulate";
}

/**
 * dx = γ / √(variance + ε) · (g − Σg / N − x̂ · Σ(g · x̂) / N); with a fused sum also g for the other summand.
 * Bindings: dz, x, stats, gamma, [beta | z,] sums, dx [, dother]: eight, what every adapter has.
 */
export function normGradient(rows: number, channels: number, options: NormGradientOptions): Kernel {
  const { slope, accumulate, other } = options;
  const vector = channels % 4 === 0 ? 4 : 1;
  const type = vector === 4 ? "vec4f" : "f32";
  const columns = channels / vector;
  const count = rows * columns;
  return linearKernel({
    family: "normGradient",
    bindings: [
      read("dz", count, type),
      read("x", count, type),
      read("stats", 2 * columns, type),
      read("gamma", columns, type),
      ...(slope.activation === "none" ? [] : slopeBindings(slope, rows, columns, type)),
      read("sums", 2 * columns, type),
      write("dx", count, type),
      ...(other === undefined ? [] : [write("dother", count, type)]),
    ],
    count,
    prelude: slopePrelude(slope, type),
    body: [
      ...normalisation(columns),
      `  let g = ${gradientBefore(slope, "i", "beta[c]")};`,
      "  let unit = (x[i] - mean) * inverse;",
      `  let d = scale * (g - sums[c] * ${f32(1 / rows)} - unit * (sums[${columns}u + c] * ${f32(1 / rows)}));`,
      `  dx[i] ${accumulate ? "+=" : "="} d;`,
      ...(other === undefined ? [] : [`  dother[i] ${other === "accumulate" ? "+=" : "="} g;`]),
    ].join("\n"),
    work: 10 * rows * channels,
  });
}
