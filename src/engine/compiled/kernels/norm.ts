import type { Activation } from "../../../graph/primitive";
import { NORM_EPSILON, STATISTICS_RATE } from "../../runningState";
import type { AdapterFacts } from "../../device";
import { f32, kernel, linearKernel, read, write, type Binding, type Kernel } from "../kernel";
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
 * Second half: joins the chunks (Chan et al. 1983), in order or on a card as a tree, and writes `stats = [mean, 1 / √(biased variance + ε)]`,
 * each `[channels]`; when training also the running statistics, with the unbiased variance.
 * Bindings: parts, stats [, running mean, running variance].
 */
export function normFinish(cut: ColumnCut, running: boolean, kind: AdapterFacts["kind"]): Kernel {
  const { rows, channels, chunks, rowsPerChunk } = cut;
  const unbiased = rows > 1 ? rows / (rows - 1) : 1;
  const bindings = [
    read("parts", chunks * 2 * channels),
    write("stats", 2 * channels),
    ...(running ? [write("mean", channels), write("variance", channels)] : []),
  ];
  const finish = [
    `  let v = s * ${f32(1 / rows)};`,
    "  stats[i] = m;",
    `  stats[${channels}u + i] = 1.0 / sqrt(v + ${f32(NORM_EPSILON)});`,
    ...(running
      ? [
          `  mean[i] = ${f32(1 - STATISTICS_RATE)} * mean[i] + ${f32(STATISTICS_RATE)} * m;`,
          `  variance[i] = ${f32(1 - STATISTICS_RATE)} * variance[i] + ${f32(STATISTICS_RATE)} * (v * ${f32(unbiased)});`,
        ]
      : []),
  ];
  const rowsOf = (chunk: string): string => `f32(min(${rowsPerChunk}u, ${rows}u - ${chunk} * ${rowsPerChunk}u))`;
  const family = "normFinish";
  const work = 10 * chunks * channels;
  if (kind === "gpu") {
    const join = [
      "fn join(a: vec3f, b: vec3f) -> vec3f {",
      "  let all = a.x + b.x;",
      "  if (b.x == 0.0) { return a; }",
      "  let d = b.y - a.y;",
      "  return vec3f(all, a.y + d * (b.x / all), a.z + b.z + d * d * (a.x * b.x / all));",
      "}",
    ];
    const own = [
      "  var own = vec3f();",
      `  for (var chunk = lane; chunk < ${chunks}u; chunk += ${TREE}u) {`,
      `    let at = chunk * ${2 * channels}u + i;`,
      `    own = join(own, vec3f(${rowsOf("chunk")}, parts[at], parts[at + ${channels}u]));`,
      "  }",
    ];
    return tree({
      family,
      bindings,
      channels,
      join: join.join("\n"),
      type: "vec3f",
      own,
      finish: ["  let m = own.y;", "  let s = own.z;", ...finish],
      work,
    });
  }
  return linearKernel({
    family,
    bindings,
    count: channels,
    body: [
      "  var m = parts[i];",
      `  var s = parts[${channels}u + i];`,
      `  var n = ${f32(Math.min(rows, rowsPerChunk))};`,
      `  for (var chunk = 1u; chunk < ${chunks}u; chunk++) {`,
      `    let more = ${rowsOf("chunk")};`,
      `    let d = parts[chunk * ${2 * channels}u + i] - m;`,
      "    let all = n + more;",
      "    m += d * (more / all);",
      `    s += parts[chunk * ${2 * channels}u + ${channels}u + i] + d * d * (n * more / all);`,
      "    n = all;",
      "  }",
      ...finish,
    ].join("\n"),
    work,
  });
}

/** Invocations that share a channel on a card. */
const TREE = 64;

interface TreeOptions {
  readonly family: string;
  readonly bindings: readonly Binding[];
  readonly channels: number;
  /** WGSL: `join(a, b)` of two partial results, `b` after `a`. */
  readonly join: string;
  readonly type: "vec2f" | "vec3f";
  /** Declares `own`, what this `lane` has of channel `i`. */
  readonly own: readonly string[];
  /** What is done with the whole, `own`. */
  readonly finish: readonly string[];
  readonly work: number;
}

/**
 * A workgroup for each channel, whose invocations join what they have in a tree: always the same one, hence the same bits at
 * every run. One after the other, as in software, a card would wait for every single load.
 */
function tree({ family, bindings, channels, join, type, own, finish, work }: TreeOptions): Kernel {
  const halves = Array.from({ length: Math.log2(TREE) }, (_, index) => TREE >> (index + 1));
  return kernel({
    family,
    bindings,
    workgroupSize: [TREE, 1, 1],
    workgroups: [channels, 1, 1],
    prelude: `var<workgroup> branch: array<${type}, ${TREE}>;\n${join}\n`,
    body: [
      `  let i = id.x / ${TREE}u;`,
      `  let lane = id.x % ${TREE}u;`,
      ...own,
      "  branch[lane] = own;",
      ...halves.flatMap((half) => [
        "  workgroupBarrier();",
        `  if (lane < ${half}u) { own = join(own, branch[lane + ${half}u]); branch[lane] = own; }`,
      ]),
      "  if (lane != 0u) { return; }",
      ...finish,
    ].join("\n"),
    work,
  });
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
function gradientBefore(slope: SlopeFrom, at: string, beta: string): string {
  if (slope.activation === "none") return `dz[${at}]`;
  if (slope.from === "output") return `dz[${at}] * slope(z[${at}])`;
  return `dz[${at}] * slope((x[${at}] - mean) * scale + ${beta})`;
}

function slopePrelude(slope: SlopeFrom, type: "f32" | "vec4f"): string {
  if (slope.activation === "none") return "";
  return slope.from === "input" ? slopeFunction(slope.activation, type) : outputSlopeFunction(slope.activation, type);
}

/**
 * First half of the backward sums: per chunk Σ g and Σ g · x̂ with g = dz · act′.
 * Bindings: dz, x, stats, gamma, then beta (slope from the input) or z (from the output), parts `[chunks, 2, channels]`.
 */
export function normGradientSums(cut: ColumnCut, slope: SlopeFrom): Kernel {
  const { rows, channels, vector, chunks, rowsPerChunk } = cut;
  const type = columnType(cut);
  const columns = channels / vector;
  const plain = slope.activation === "none";
  return linearKernel({
    family: "normGradientSums",
    bindings: [
      read("dz", rows * columns, type),
      read("x", rows * columns, type),
      read("stats", 2 * columns, type),
      ...(plain ? [] : [read("gamma", columns, type), ...slopeBindings(slope, rows, columns, type)]),
      write("parts", chunks * 2 * columns, type),
    ],
    count: chunks * columns,
    prelude: slopePrelude(slope, type),
    body: [
      `  let c = i % ${columns}u;`,
      `  let chunk = i / ${columns}u;`,
      `  let begin = chunk * ${rowsPerChunk}u;`,
      `  let to = min(begin + ${rowsPerChunk}u, ${rows}u);`,
      "  let mean = stats[c];",
      `  let inverse = stats[${columns}u + c];`,
      plain ? "" : "  let scale = gamma[c] * inverse;",
      slope.from === "input" && !plain ? "  let shift = beta[c];" : "",
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
 * Second half: `sums = [Σ g, Σ g · x̂]`, chunks in order or on a card as a tree; where the parameters' gradients are wanted, dβ and dγ are the
 * same numbers. Bindings: parts, sums [, dgamma, dbeta].
 */
export function normGradientFinish(cut: ColumnCut, parameters: boolean, kind: AdapterFacts["kind"]): Kernel {
  const { channels, chunks } = cut;
  const family = "normGradientFinish";
  const bindings = [
    read("parts", chunks * 2 * channels),
    write("sums", 2 * channels),
    ...(parameters ? [write("dgamma", channels), write("dbeta", channels)] : []),
  ];
  const finish = [
    "  sums[i] = sum;",
    `  sums[${channels}u + i] = dots;`,
    ...(parameters ? ["  dgamma[i] = dots;", "  dbeta[i] = sum;"] : []),
  ];
  const work = 2 * chunks * channels;
  if (kind === "gpu") {
    const own = [
      "  var own = vec2f();",
      `  for (var chunk = lane; chunk < ${chunks}u; chunk += ${TREE}u) {`,
      `    let at = chunk * ${2 * channels}u + i;`,
      `    own += vec2f(parts[at], parts[at + ${channels}u]);`,
      "  }",
    ];
    const join = "fn join(a: vec2f, b: vec2f) -> vec2f { return a + b; }";
    const whole = ["  let sum = own.x;", "  let dots = own.y;", ...finish];
    return tree({ family, bindings, channels, join, type: "vec2f", own, finish: whole, work });
  }
  return linearKernel({
    family,
    bindings,
    count: channels,
    body: [
      "  var sum = parts[i];",
      `  var dots = parts[${channels}u + i];`,
      `  for (var chunk = 1u; chunk < ${chunks}u; chunk++) {`,
      `    sum += parts[chunk * ${2 * channels}u + i];`,
      `    dots += parts[chunk * ${2 * channels}u + ${channels}u + i];`,
      "  }",
      ...finish,
    ].join("\n"),
    work,
  });
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
