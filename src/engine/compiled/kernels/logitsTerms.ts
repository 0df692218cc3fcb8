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

/** WGSL: an element of something that a term reads or writes. */
export type ElementAt = (index: string) => string;

/** Where a term finds what it works on. */
export interface TermPlaces {
  /** Logits, or the student's; labels, or the teacher's logits. */
  readonly a: ElementAt;
  readonly b: ElementAt;
  /** `[value, gradient, from, to]` */
  readonly control: ElementAt;
  readonly weights: ElementAt;
  readonly losses: ElementAt;
  readonly dz: ElementAt;
}

/** The work of a term on row `i`, as WGSL, wherever its numbers lie. */
export interface RowTerm {
  readonly family: string;
  readonly outputs: Pick<TermOutputs, "rows" | "classes">;
  readonly body: (places: TermPlaces) => readonly string[];
  readonly work: number;
}

const bound =
  (name: string): ElementAt =>
  (index) =>
    `${name}[${index}]`;

/**
 * A term as a kernel of its own. Bindings of every one, in this order: the inputs, control `[value, gradient, from, to]`
 * [, weights] [, losses] [, gradient].
 * @param inputs as they are called in the kernel.
 */
export function termKernel({ family, body, work }: RowTerm, outputs: TermOutputs, a: string, b: string): Kernel {
  const { rows, classes, losses, gradient, weighted } = outputs;
  const bindings: readonly Binding[] = [
    read(a, rows * classes),
    b === "labels" ? read(b, rows, "i32") : read(b, rows * classes),
    read("control", TERM_WORDS),
    ...(weighted ? [read("weights", rows)] : []),
    ...(losses ? [write("losses", rows)] : []),
    ...(gradient === undefined ? [] : [write("dz", rows * classes)]),
  ];
  const places = {
    a: bound(a),
    b: bound(b),
    control: bound("control"),
    weights: bound("weights"),
    losses: bound("losses"),
    dz: bound("dz"),
  };
  return linearKernel({ family, bindings, count: rows, body: body(places).join("\n"), work });
}

/** The image that row i shows, as WGSL. */
export const imageOf = (rows: number, images: number): string => (rows === images ? "i" : `(i % ${images}u)`);

/**
 * Opens the body: the row's share of the mean, 0 outside the range of images that count.
 * @param onLabels rows without a label (negative) do not count either.
 */
function rowShare(
  { rows, images, used, weighted, classes }: TermOutputs,
  { control, weights, b }: TermPlaces,
  onLabels = false,
): readonly string[] {
  const labelled = onLabels ? ` && ${b("i")} >= 0` : "";
  return [
    `  let image = f32(${imageOf(rows, images)});`,
    `  let counts = i < ${used}u && image >= ${control("2")} && image < ${control("3")}${labelled};`,
    `  let share = select(0.0, ${weighted ? weights("i") : "1.0"}, counts);`,
    `  let pull = ${control("1")} * share * ${f32(1 / used)};`,
    `  let base = i * ${classes}u;`,
  ];
}

/** log Σ exp of a row of `at` scaled by `scale`, shifted by the row's maximum; leaves `<name>Log` behind. */
function logSumExp(name: string, at: ElementAt, classes: number, scale: string): readonly string[] {
  return [
    `  var ${name}Max = ${at("base")};`,
    `  for (var c = 1u; c < ${classes}u; c++) { ${name}Max = max(${name}Max, ${at("base + c")}); }`,
    `  var ${name}Sum = 0.0;`,
    `  for (var c = 0u; c < ${classes}u; c++) { ${name}Sum += exp((${at("base + c")} - ${name}Max) * ${scale}); }`,
    `  let ${name}Log = ${name}Max * ${scale} + log(${name}Sum);`,
  ];
}

function gradientStore(outputs: TermOutputs, { dz }: TermPlaces, value: string): string {
  return `${dz("base + c")} ${outputs.gradient === "accumulate" ? "+=" : "="} ${value};`;
}

function lossStore({ losses }: TermOutputs, at: TermPlaces, value: string): readonly string[] {
  return losses ? [`  ${at.losses("i")} = share * (${value});`] : [];
}

/**
 * −Σ target · log softmax(z), target smoothed to (1 − s) · onehot + s / classes. A label above classes − 1
 * has no one-hot part. Inputs: z, labels.
 */
export function crossEntropyTerm(outputs: TermOutputs, smoothing: number): RowTerm {
  const { rows, classes } = outputs;
  const low = f32(smoothing / classes);
  const high = f32(1 - smoothing);
  return {
    family: "crossEntropy",
    outputs,
    body: (at) => [
      ...rowShare(outputs, at, true),
      `  let label = ${at.b("i")};`,
      ...logSumExp("z", at.a, classes, "1.0"),
      "  var loss = 0.0;",
      "  var mass = 0.0;",
      `  for (var c = 0u; c < ${classes}u; c++) {`,
      `    let target_ = ${low} + select(0.0, ${high}, i32(c) == label);`,
      "    mass += target_;",
      `    loss -= target_ * (${at.a("base + c")} - zLog);`,
      "  }",
      ...lossStore(outputs, at, "loss"),
      ...(outputs.gradient === undefined
        ? []
        : [
            `  for (var c = 0u; c < ${classes}u; c++) {`,
            `    let target_ = ${low} + select(0.0, ${high}, i32(c) == label);`,
            `    ${gradientStore(outputs, at, `pull * (mass * exp(${at.a("base + c")} - zLog) - target_)`)}`,
            "  }",
          ]),
    ],
    work: 12 * rows * classes,
  };
}

/** Σ over classes of max(0, 1 − t · z)², t = ±1. Inputs: z, labels. */
export function squaredHingeTerm(outputs: TermOutputs): RowTerm {
  const { rows, classes } = outputs;
  return {
    family: "squaredHinge",
    outputs,
    body: (at) => [
      ...rowShare(outputs, at, true),
      `  let label = ${at.b("i")};`,
      "  var loss = 0.0;",
      `  for (var c = 0u; c < ${classes}u; c++) {`,
      "    let sign = select(-1.0, 1.0, i32(c) == label);",
      `    let margin = max(0.0, 1.0 - sign * ${at.a("base + c")});`,
      "    loss += margin * margin;",
      ...(outputs.gradient === undefined ? [] : [`    ${gradientStore(outputs, at, "pull * (-2.0 * sign * margin)")}`]),
      "  }",
      ...lossStore(outputs, at, "loss"),
    ],
    work: 6 * rows * classes,
  };
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
export function mimicTerm(outputs: TermOutputs, { kind, temperature, factor, side }: MimicOptions): RowTerm {
  const { rows, classes } = outputs;
  const scale = f32(1 / temperature);
  const difference = kind === "kl" ? "logTeacher - logStudent" : "-logStudent";
  const logs = (at: TermPlaces): readonly string[] => [
    `    let logStudent = ${at.a("base + c")} * ${scale} - studentLog;`,
    `    let logTeacher = ${at.b("base + c")} * ${scale} - teacherLog;`,
  ];
  const slope = side === "student" ? "exp(logStudent) - exp(logTeacher)" : `exp(logTeacher) * ((${difference}) - loss)`;
  return {
    family: kind,
    outputs,
    body: (at) => [
      ...rowShare(outputs, at),
      ...logSumExp("student", at.a, classes, scale),
      ...logSumExp("teacher", at.b, classes, scale),
      "  var loss = 0.0;",
      `  for (var c = 0u; c < ${classes}u; c++) {`,
      ...logs(at),
      `    loss += exp(logTeacher) * (${difference});`,
      "  }",
      ...lossStore(outputs, at, `loss * ${f32(factor)}`),
      ...(outputs.gradient === undefined
        ? []
        : [
            `  for (var c = 0u; c < ${classes}u; c++) {`,
            ...logs(at),
            `    ${gradientStore(outputs, at, `pull * ${f32(factor / temperature)} * (${slope})`)}`,
            "  }",
          ]),
    ],
    work: 20 * rows * classes,
  };
}

/** WGSL: 1 where the largest logit of row `i` (the first of equals) stands at the label, else 0. */
export function hitBody(classes: number, z: ElementAt, labels: ElementAt, hits: ElementAt): readonly string[] {
  return [
    `  let base = i * ${classes}u;`,
    "  var best = -1;",
    "  var highest = -3.4028234e38f;",
    `  for (var c = 0u; c < ${classes}u; c++) {`,
    `    if (${z("base + c")} > highest) { highest = ${z("base + c")}; best = i32(c); }`,
    "  }",
    // A row of NaN has no best class, and a withheld label is no class: neither is right about the other.
    `  ${hits("i")} = select(0.0, 1.0, ${labels("i")} >= 0 && best == ${labels("i")});`,
  ];
}

/** {@link hitBody} of one head. Bindings: z, labels, hits. */
export function hitRows(rows: number, classes: number): Kernel {
  return linearKernel({
    family: "hits",
    bindings: [read("z", rows * classes), read("labels", rows, "i32"), write("hits", rows)],
    count: rows,
    body: hitBody(classes, bound("z"), bound("labels"), bound("hits")).join("\n"),
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
