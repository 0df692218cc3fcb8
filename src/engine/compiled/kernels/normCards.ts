import type { SlopeFrom } from "../../plan/shapes";
import { kernel, read, type Kernel } from "../kernel";
import {
  gradientBefore,
  gradientSumsColumn,
  gradientSumsReads,
  slopePrelude,
  statsBindings,
  statsStores,
  sumsBindings,
  sumsStores,
} from "./norm";

/*
 * Sums over all rows of batch norm in one dispatch, for graphics cards: a workgroup has four neighbouring channels, its
 * invocations take every 256th row each, and what they have is joined in workgroup memory as a tree. The tree is always the
 * same one, hence the same bits at every run. In software, where barriers are slow, two dispatches do this (norm.ts).
 */

/** Invocations that share a column: what every adapter takes. */
const LANES = 256;

interface Columns {
  readonly type: "f32" | "vec4f";
  /** Channels, or vectors of four where they come in fours. */
  readonly columns: number;
}

const columnsOf = (channels: number): Columns =>
  channels % 4 === 0 ? { type: "vec4f", columns: channels / 4 } : { type: "f32", columns: channels };

/** WGSL: for row after row of this lane, `at` the element of column `c`. */
const overRows = (rows: number, columns: number, body: readonly string[]): readonly string[] => [
  `  for (var row = lane; row < ${rows}u; row += ${LANES}u) {`,
  `    let at = row * ${columns}u + c;`,
  ...body,
  "  }",
];

/** WGSL: halves the lanes until one is left; `join(other)` adds what lane `other` has. */
const tree = (join: (other: string) => readonly string[]): readonly string[] =>
  Array.from({ length: Math.log2(LANES) }, (_, index) => LANES >> (index + 1)).flatMap((half) => [
    "  workgroupBarrier();",
    `  if (lane < ${half}u) {`,
    ...join(`lane + ${half}u`),
    "  }",
  ]);

const column = [`  let c = id.x / ${LANES}u;`, `  let lane = id.x % ${LANES}u;`, "  let i = c;"];

/**
 * Batch statistics: `stats = [mean, 1 / √(biased variance + ε)]`; when training also the running ones. Each lane's sums are
 * shifted by its first row, so that nothing cancels; lanes join as Chan et al. 1983 have it.
 * Bindings: x, stats [, running mean, running variance].
 */
export function normStatsWhole(rows: number, channels: number, running: boolean): Kernel {
  const { type, columns } = columnsOf(channels);
  return kernel({
    family: "normStats",
    bindings: [read("x", rows * columns, type), ...statsBindings(columns, type, running)],
    workgroupSize: [LANES, 1, 1],
    workgroups: [columns, 1, 1],
    prelude: [
      `var<workgroup> counts: array<f32, ${LANES}>;`,
      `var<workgroup> means: array<${type}, ${LANES}>;`,
      `var<workgroup> squares: array<${type}, ${LANES}>;`,
      "",
    ].join("\n"),
    body: [
      ...column,
      "  var n = 0.0;",
      `  let pivot = x[min(lane, ${rows - 1}u) * ${columns}u + c];`,
      `  var m = ${type}();`,
      `  var s = ${type}();`,
      ...overRows(rows, columns, ["    let d = x[at] - pivot;", "    m += d;", "    s += d * d;", "    n += 1.0;"]),
      `  s = max(s - m * m / max(n, 1.0), ${type}());`,
      "  m = pivot + m / max(n, 1.0);",
      "  counts[lane] = n;",
      "  means[lane] = m;",
      "  squares[lane] = s;",
      ...tree((other) => [
        `    let more = counts[${other}];`,
        "    if (more > 0.0) {",
        "      let all = n + more;",
        `      let d = means[${other}] - m;`,
        "      m += d * (more / all);",
        `      s += squares[${other}] + d * d * (n * more / all);`,
        "      n = all;",
        "      counts[lane] = n;",
        "      means[lane] = m;",
        "      squares[lane] = s;",
        "    }",
      ]),
      "  if (lane != 0u) { return; }",
      ...statsStores(rows, columns, running),
    ].join("\n"),
    work: 4 * rows * channels,
  });
}

/**
 * Backward sums: `sums = [Σ g, Σ g · x̂]` with g = dz · act′, and dγ and dβ where they are wanted.
 * Bindings: dz, x, stats [, gamma, then beta (slope from the input) or z (from the output)], sums [, dgamma, dbeta]: eight at most.
 */
export function normGradientSumsWhole(rows: number, channels: number, slope: SlopeFrom, parameters: boolean): Kernel {
  const { type, columns } = columnsOf(channels);
  return kernel({
    family: "normGradientSums",
    bindings: [...gradientSumsReads(slope, rows, columns, type), ...sumsBindings(columns, type, parameters)],
    workgroupSize: [LANES, 1, 1],
    workgroups: [columns, 1, 1],
    prelude: [
      slopePrelude(slope, type),
      `var<workgroup> sums_of: array<${type}, ${LANES}>;`,
      `var<workgroup> dots_of: array<${type}, ${LANES}>;`,
      "",
    ].join("\n"),
    body: [
      ...column,
      ...gradientSumsColumn(slope, columns),
      `  var sum = ${type}();`,
      `  var dots = ${type}();`,
      ...overRows(rows, columns, [
        `    let g = ${gradientBefore(slope, "at", "shift")};`,
        "    sum += g;",
        "    dots += g * ((x[at] - mean) * inverse);",
      ]),
      "  sums_of[lane] = sum;",
      "  dots_of[lane] = dots;",
      ...tree((other) => [
        `    sum += sums_of[${other}];`,
        `    dots += dots_of[${other}];`,
        "    sums_of[lane] = sum;",
        "    dots_of[lane] = dots;",
      ]),
      "  if (lane != 0u) { return; }",
      ...sumsStores(columns, parameters),
    ].join("\n"),
    work: 8 * rows * channels,
  });
}
