import { f32, linearKernel, read, write, type Kernel } from "../kernel";

const PER_PART = 512;

/** Parts of one sample's features. */
export function varianceParts(features: number): number {
  return Math.ceil(features / PER_PART);
}

/** Mean and squared deviations of each part of each sample, shifted by its first value. Bindings: x, parts `[rows, parts, 2]`. */
export function variancePart(rows: number, features: number): Kernel {
  const parts = varianceParts(features);
  return linearKernel({
    family: "variancePart",
    bindings: [read("x", rows * features), write("parts", rows * parts * 2)],
    count: rows * parts,
    body: [
      `  let begin = (i % ${parts}u) * ${PER_PART}u;`,
      `  let end = min(begin + ${PER_PART}u, ${features}u);`,
      `  let base = (i / ${parts}u) * ${features}u;`,
      "  let pivot = x[base + begin];",
      "  var sum = 0.0;",
      "  var squares = 0.0;",
      "  for (var k = begin; k < end; k++) { let d = x[base + k] - pivot; sum += d; squares += d * d; }",
      "  let count = f32(end - begin);",
      "  parts[2u * i] = pivot + sum / count;",
      "  parts[2u * i + 1u] = max(squares - sum * sum / count, 0.0);",
    ].join("\n"),
    work: 4 * rows * features,
  });
}

/** Unbiased variance over all features of each sample. Bindings: parts, variance `[rows]`. */
export function varianceJoin(rows: number, features: number): Kernel {
  const parts = varianceParts(features);
  return linearKernel({
    family: "varianceJoin",
    bindings: [read("parts", rows * parts * 2), write("variance", rows)],
    count: rows,
    body: [
      `  let base = i * ${2 * parts}u;`,
      "  var mean = parts[base];",
      "  var squares = parts[base + 1u];",
      `  var n = ${f32(Math.min(features, PER_PART))};`,
      `  for (var p = 1u; p < ${parts}u; p++) {`,
      `    let more = f32(min(${PER_PART}u, ${features}u - p * ${PER_PART}u));`,
      "    let d = parts[base + 2u * p] - mean;",
      "    let whole = n + more;",
      "    mean += d * (more / whole);",
      "    squares += parts[base + 2u * p + 1u] + d * d * (n * more / whole);",
      "    n = whole;",
      "  }",
      `  variance[i] = squares * ${f32(1 / Math.max(1, features - 1))};`,
    ].join("\n"),
    work: 8 * rows * parts,
  });
}

/** A range of variances below this makes every weight 1. */
const SMALLEST_RANGE = 1e-12;

export interface WeightSettings {
  readonly alpha: number;
  readonly beta: number;
  /** Scale from the running minimum instead of the batch's. */
  readonly global: boolean;
}

/**
 * w = exp(alpha · v̂) − beta, v̂ = (v − low) / (max − min), low the batch's minimum, or the lowest seen so far in
 * training. Bindings: variance, [lowest `[1]`,] weights `[rows]`.
 * Source: Bias loss, biasloss.py; a constant batch, where that code divides by zero, gets weight 1.
 */
export function sampleWeights(rows: number, { alpha, beta, global }: WeightSettings): Kernel {
  return linearKernel({
    family: "sampleWeights",
    bindings: [read("variance", rows), ...(global ? [read("lowest", 1)] : []), write("weights", rows)],
    count: rows,
    body: [
      "  var least = variance[0];",
      "  var most = variance[0];",
      `  for (var row = 1u; row < ${rows}u; row++) { least = min(least, variance[row]); most = max(most, variance[row]); }`,
      "  let extent = most - least;",
      `  let scaled = (variance[i] - ${global ? "min(least, lowest[0])" : "least"}) / max(extent, ${f32(SMALLEST_RANGE)});`,
      `  weights[i] = select(exp(${f32(alpha)} * scaled) - ${f32(beta)}, 1.0, extent < ${f32(SMALLEST_RANGE)});`,
    ].join("\n"),
    work: 3 * rows * rows,
  });
}

/** Every row gets the mean of all. Bindings: weights, mean `[rows]` each. */
export function meanWeight(rows: number): Kernel {
  return linearKernel({
    family: "meanWeight",
    bindings: [read("weights", rows), write("mean", rows)],
    count: rows,
    body: [
      "  var total = 0.0;",
      `  for (var row = 0u; row < ${rows}u; row++) { total += weights[row]; }`,
      `  mean[i] = total * ${f32(1 / rows)};`,
    ].join("\n"),
    work: rows * rows,
  });
}

/** The running minimum takes in the batch's variances. Bindings: variance, lowest `[1]`. */
export function lowerMinimum(rows: number): Kernel {
  return linearKernel({
    family: "lowerMinimum",
    bindings: [read("variance", rows), write("lowest", 1)],
    count: 1,
    body: [
      "  var least = lowest[0];",
      `  for (var row = 0u; row < ${rows}u; row++) { least = min(least, variance[row]); }`,
      "  lowest[0] = least;",
    ].join("\n"),
    work: rows,
  });
}
