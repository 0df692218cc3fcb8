import { f32, linearKernel, read, write, type Binding, type Kernel } from "../kernel";
import type { TermRows } from "../../plan/shapes";
import { TERM_WORDS } from "../../plan/control";

/** What a kernel over the rows of a term writes. */
export interface TermOutputs extends TermRows {
  /** The rows' losses, `[rows]`; masked, weighted, not yet divided. */
  readonly losses: boolean;
  /** The gradient of the input in question. */
  readonly gradient?: "write" | "accumulate";
  /** Multiplies every row: sample weights, `[rows]`. */
  readonly weighted: boolean;
}

/**
 * Bindings of every term over logits, in this order: the inputs, control `[value, gradient, from, to]`
 * [, weights] [, losses] [, gradient].
 */
function bindings(inputs: readonly Binding[], outputs: TermOutputs): readonly Binding[] {
  const { rows, classes, losses, gradient, weighted } = outputs;
  return [
    ...inputs,
    read("control", TERM_WORDS),
    ...(weighted ? [read("weights", rows)] : []),
    ...(losses ? [write("losses", rows)] : []),
    ...(gradient === undefined ? [] : [write("dz", rows * classes)]),
  ];
}

/** The image that row i shows, as WGSL. */
export const imageOf = (rows: number, images: number): string => (rows === images ? "i" : `(i % ${images}u)`);

/**
 * Opens the body: the row's share of the mean, 0 outside the range of images that count.
 * @param onLabels rows without a label (negative) do not count either.
 */
function rowShare({ rows, images, used, weighted, classes }: TermOutputs, onLabels = false): readonly string[] {
  const labelled = onLabels ? " && labels[i] >= 0" : "";
  return [
    `  let image = f32(${imageOf(rows, images)});`,
    `  let counts = i < ${used}u && image >= control[2] && image < control[3]${labelled};`,
    `  let share = select(0.0, ${weighted ? "weights[i]" : "1.0"}, counts);`,
    `  let pull = control[1] * share * ${f32(1 / used)};`,
    `  let base = i * ${classes}u;`,
  ];
}

/** log Σ exp of a row of `name` scaled by `scale`, shifted by the row's maximum; leaves `<name>Log` behind. */
function logSumExp(name: string, classes: number, scale: string): readonly string[] {
  return [
    `  var ${name}Max = ${name}[base];`,
    `  for (var c = 1u; c < ${classes}u; c++) { ${name}Max = max(${name}Max, ${name}[base + c]); }`,
    `  var ${name}Sum = 0.0;`,
    `  for (var c = 0u; c < ${classes}u; c++) { ${name}Sum += exp((${name}[base + c] - ${name}Max) * ${scale}); }`,
    `  let ${name}Log = ${name}Max * ${scale} + log(${name}Sum);`,
  ];
}

function gradientStore(outputs: TermOutputs, value: string): string {
  return `dz[base + c] ${outputs.gradient === "accumulate" ? "+=" : "="} ${value};`;
}

function lossStore({ losses }: TermOutputs, value: string): readonly string[] {
  return losses ? [`  losses[i] = share * (${value});`] : [];
}

/**
 * −Σ target · log softmax(z), target smoothed to (1 − s) · onehot + s / classes. A label above classes − 1
 * has no one-hot part. Inputs: z, labels.
 */
export function crossEntropyRows(outputs: TermOutputs, smoothing: number): Kernel {
  const { rows, classes } = outputs;
  const low = f32(smoothing / classes);
  const high = f32(1 - smoothing);
  return linearKernel({
    family: "crossEntropy",
    bindings: bindings([read("z", rows * classes), read("labels", rows, "i32")], outputs),
    count: rows,
    body: [
      ...rowShare(outputs, true),
      "  let label = labels[i];",
      ...logSumExp("z", classes, "1.0"),
      "  var loss = 0.0;",
      "  var mass = 0.0;",
      `  for (var c = 0u; c < ${classes}u; c++) {`,
      `    let target_ = ${low} + select(0.0, ${high}, i32(c) == label);`,
      "    mass += target_;",
      "    loss -= target_ * (z[base + c] - zLog);",
      "  }",
      ...lossStore(outputs, "loss"),
      ...(outputs.gradient === undefined
        ? []
        : [
            `  for (var c = 0u; c < ${classes}u; c++) {`,
            `    let target_ = ${low} + select(0.0, ${high}, i32(c) == label);`,
            `    ${gradientStore(outputs, "pull * (mass * exp(z[base + c] - zLog) - target_)")}`,
            "  }",
          ]),
    ].join("\n"),
    work: 12 * rows * classes,
  });
}

/** Σ over classes of max(0, 1 − t · z)², t = ±1. Inputs: z, labels. */
export function squaredHingeRows(outputs: TermOutputs): Kernel {
  const { rows, classes } = outputs;
  return linearKernel({
    family: "squaredHinge",
    bindings: bindings([read("z", rows * classes), read("labels", rows, "i32")], outputs),
    count: rows,
    body: [
      ...rowShare(outputs, true),
      "  let label = labels[i];",
      "  var loss = 0.0;",
      `  for (var c = 0u; c < ${classes}u; c++) {`,
      "    let sign = select(-1.0, 1.0, i32(c) == label);",
      "    let margin = max(0.0, 1.0 - sign * z[base + c]);",
      "    loss += margin * margin;",
      ...(outputs.gradient === undefined ? [] : [`    ${gradientStore(outputs, "pull * (-2.0 * sign * margin)")}`]),
      "  }",
      ...lossStore(outputs, "loss"),
    ].join("\n"),
    work: 6 * rows * classes,
  });
}

/** A loss between two predictions at a temperature; `side` says whose gradient is written. */
export interface MimicOptions {
  readonly kind: "kl" | "softCrossEntropy";
  readonly temperature: number;
  /** Multiplies value and gradient: T² or 1. */
  readonly factor: number;
  readonly side: "student" | "teacher";
}

/**
 * kl: factor · Σ p_t (log p_t − log p_s); softCrossEntropy: −Σ p_t log p_s; p at temperature T.
 * Gradients in closed form: student factor / T · (p_s − p_t); teacher factor / T · p_t · (d − Σ p_t d) with
 * d = log p_t − log p_s, or −log p_s. Inputs: student, teacher.
 */
export function mimicRows(outputs: TermOutputs, { kind, temperature, factor, side }: MimicOptions): Kernel {
  const { rows, classes } = outputs;
  const scale = f32(1 / temperature);
  const difference = kind === "kl" ? "logTeacher - logStudent" : "-logStudent";
  const logs = [
    `    let logStudent = student[base + c] * ${scale} - studentLog;`,
    `    let logTeacher = teacher[base + c] * ${scale} - teacherLog;`,
  ];
  const slope = side === "student" ? "exp(logStudent) - exp(logTeacher)" : `exp(logTeacher) * ((${difference}) - loss)`;
  return linearKernel({
    family: kind,
    bindings: bindings([read("student", rows * classes), read("teacher", rows * classes)], outputs),
    count: rows,
    body: [
      ...rowShare(outputs),
      ...logSumExp("student", classes, scale),
      ...logSumExp("teacher", classes, scale),
      "  var loss = 0.0;",
      `  for (var c = 0u; c < ${classes}u; c++) {`,
      ...logs,
      `    loss += exp(logTeacher) * (${difference});`,
      "  }",
      ...lossStore(outputs, `loss * ${f32(factor)}`),
      ...(outputs.gradient === undefined
        ? []
        : [
            `  for (var c = 0u; c < ${classes}u; c++) {`,
            ...logs,
            `    ${gradientStore(outputs, `pull * ${f32(factor / temperature)} * (${slope})`)}`,
            "  }",
          ]),
    ].join("\n"),
    work: 20 * rows * classes,
  });
}

/** 1 where the largest logit (the first of equals) stands at the label, else 0. Bindings: z, labels, hits. */
export function hitRows(rows: number, classes: number): Kernel {
  return linearKernel({
    family: "hits",
    bindings: [read("z", rows * classes), read("labels", rows, "i32"), write("hits", rows)],
    count: rows,
    body: [
      `  let base = i * ${classes}u;`,
      "  var best = -1;",
      "  var highest = -3.4028234e38f;",
      `  for (var c = 0u; c < ${classes}u; c++) {`,
      "    if (z[base + c] > highest) { highest = z[base + c]; best = i32(c); }",
      "  }",
      // A row of NaN has no best class, and a withheld label is no class: neither is right about the other.
      "  hits[i] = select(0.0, 1.0, labels[i] >= 0 && best == labels[i]);",
    ].join("\n"),
    work: rows * classes,
  });
}

/**
 * One number per slot of `[slots, stride]`: the sum of its first `rows` values, in order, times 1 / used for the first
 * `means` slots. Bindings: values, results `[slots]`.
 */
export function finishRows(
  slots: number,
  stride: number,
  rows: number,
  means: number,
  used: readonly number[],
): Kernel {
  const scales = Array.from({ length: slots }, (_, index) => f32(index < means ? 1 / (used[index] ?? 1) : 1));
  return linearKernel({
    family: "finishRows",
    bindings: [read("values", slots * stride), write("results", slots)],
    count: slots,
    prelude: `const SCALES = array<f32, ${slots}>(${scales.join(", ")});\n`,
    body: [
      "  var total = 0.0;",
      `  for (var row = 0u; row < ${rows}u; row++) { total += values[i * ${stride}u + row]; }`,
      "  results[i] = total * SCALES[i];",
    ].join("\n"),
    work: slots * rows,
  });
}
