import { f32, linearKernel, read, write, type Kernel } from "../kernel";
import { TERM_WORDS } from "../../plan/control";

/** Values that one invocation sums. */
const PER_PART = 512;

/** Parts of a sum over `count` values. */
export function squareParts(count: number): number {
  return Math.ceil(count / PER_PART);
}

/** Σ a² or Σ (a − b)² per part. Bindings: a, [b,] parts (from `offset` on). */
export function squareSums(count: number, difference: boolean, total: number, offset: number): Kernel {
  const parts = squareParts(count);
  return linearKernel({
    family: "squareSums",
    bindings: [read("a", count), ...(difference ? [read("b", count)] : []), write("parts", total)],
    count: parts,
    body: [
      "  var sum = 0.0;",
      `  for (var k = i * ${PER_PART}u; k < min((i + 1u) * ${PER_PART}u, ${count}u); k++) {`,
      `    let d = a[k]${difference ? " - b[k]" : ""};`,
      "    sum += d * d;",
      "  }",
      `  parts[${offset}u + i] = sum;`,
    ].join("\n"),
    work: 3 * count,
  });
}

/** WGSL: `total`, the sum of `parts` in order, joined to `start`. */
function joinParts(parts: number, start: string): readonly string[] {
  return [
    `  var total = ${start};`,
    ...(parts === 0 ? [] : [`  for (var p = 0u; p < ${parts}u; p++) { total += parts[p]; }`]),
  ];
}

/**
 * The hinge on a whole bracket, [l + Σ‖w‖² − gamma]₊: its value as rows of the term, and the control of the gradient
 * pass with the gradient switched off below zero.
 * Bindings: raw rows, parts, control, losses `[rows]`, gated control.
 */
export function gate(rows: number, parts: number, used: number, gamma: number): Kernel {
  return linearKernel({
    family: "gate",
    bindings: [
      read("raw", rows),
      ...(parts === 0 ? [] : [read("parts", parts)]),
      read("control", TERM_WORDS),
      write("losses", rows),
      write("gated", TERM_WORDS),
    ],
    count: rows,
    body: [
      "  var mean = 0.0;",
      `  for (var row = 0u; row < ${rows}u; row++) { mean += raw[row]; }`,
      ...joinParts(parts, `mean * ${f32(1 / used)} - ${f32(gamma)}`),
      // The rows' sum is divided by `used` later: the whole value goes into the first row.
      `  losses[i] = select(0.0, max(total, 0.0) * ${f32(used)}, i == 0u);`,
      "  if (i == 0u) {",
      "    gated[0] = control[0];",
      "    gated[1] = select(0.0, control[1], total > 0.0);",
      "    gated[2] = control[2];",
      "    gated[3] = control[3];",
      "  }",
    ].join("\n"),
    work: rows * rows,
  });
}

/** The gradient of ‖w‖² under a gated term: dw = or += 2 · gradient coefficient · w. Bindings: w, control, dw. */
export function decayGradient(count: number, accumulate: boolean): Kernel {
  return linearKernel({
    family: "decayGradient",
    bindings: [read("w", count), read("control", TERM_WORDS), write("dw", count)],
    count,
    body: `  dw[i] ${accumulate ? "+=" : "="} 2.0 * control[1] * w[i];`,
  });
}

/**
 * The value of a distance as rows of the term, and what (a − b) is multiplied by in the gradient.
 * norm: ‖a − b‖ over the whole batch, slope 1 / ‖a − b‖ (0 at 0); meanSquare: Σ (a − b)² / count, slope 2 / count.
 * Bindings: parts, control, losses `[rows]`, slope `[1]`.
 */
export function distanceFinish(
  rows: number,
  parts: number,
  used: number,
  count: number,
  measure: "norm" | "meanSquare",
): Kernel {
  const norm = measure === "norm";
  return linearKernel({
    family: "distance",
    bindings: [read("parts", parts), read("control", TERM_WORDS), write("losses", rows), write("slope", 1)],
    count: rows,
    body: [
      ...joinParts(parts, "0.0"),
      `  let value = ${norm ? "sqrt(total)" : `total * ${f32(1 / count)}`};`,
      `  losses[i] = select(0.0, value * ${f32(used)}, i == 0u);`,
      norm
        ? "  if (i == 0u) { slope[0] = select(0.0, control[1] / max(value, 1e-30f), value > 0.0); }"
        : `  if (i == 0u) { slope[0] = control[1] * ${f32(2 / count)}; }`,
    ].join("\n"),
    work: rows * parts,
  });
}

/** da = or += slope · (a − b); for b with a and b exchanged. Bindings: a, b, slope, da. */
export function distanceGradient(count: number, accumulate: boolean): Kernel {
  return linearKernel({
    family: "distanceGradient",
    bindings: [read("a", count), read("b", count), read("slope", 1), write("da", count)],
    count,
    body: `  da[i] ${accumulate ? "+=" : "="} slope[0] * (a[i] - b[i]);`,
    work: 3 * count,
  });
}
