import { TERM_WORDS } from "../../plan/control";
import { imageOf } from "./logitsTerms";
import { f32, linearKernel, read, write, type Kernel } from "../kernel";

/** s[i, j] = f_i · f_j / temperature. Bindings: f `[rows, features]`, s `[rows, rows]`. */
export function similarities(rows: number, features: number, temperature: number): Kernel {
  return linearKernel({
    family: "similarities",
    bindings: [read("f", rows * features), write("s", rows * rows)],
    count: rows * rows,
    body: [
      `  let a = (i / ${rows}u) * ${features}u;`,
      `  let b = (i % ${rows}u) * ${features}u;`,
      "  var dot_ = 0.0;",
      `  for (var k = 0u; k < ${features}u; k++) { dot_ += f[a + k] * f[b + k]; }`,
      `  s[i] = dot_ * ${f32(1 / temperature)};`,
    ].join("\n"),
    work: 2 * rows * rows * features,
  });
}

/**
 * The supervised contrastive loss per anchor, −(1/|P|) Σ_{p∈P} [s_p − log Σ_{a≠i} exp s_a], and its slope in s,
 * softmax − 1/|P| on positives; an anchor without positives counts zero.
 * Positives share the label, or are the other view of the same image (views are stacked, view 1 first).
 * Bindings: s, labels, control, losses `[rows]`, slopes `[rows, rows]`.
 * Source: Khosla et al. 2020, as in the CDS authors' loss.py.
 */
export function contrastRows(rows: number, images: number, used: number, positives: "label" | "view"): Kernel {
  const positive =
    positives === "label" ? "j != i && labels[j] == labels[i]" : `j != i && j == (i + ${rows / 2}u) % ${rows}u`;
  const all = `for (var j = 0u; j < ${rows}u; j++)`;
  return linearKernel({
    family: "contrast",
    bindings: [
      read("s", rows * rows),
      read("labels", rows, "i32"),
      read("control", TERM_WORDS),
      write("losses", rows),
      write("slopes", rows * rows),
    ],
    count: rows,
    body: [
      `  let base = i * ${rows}u;`,
      "  var highest = -3.4028234e38f;",
      `  ${all} { if (j != i) { highest = max(highest, s[base + j]); } }`,
      "  var sum = 0.0;",
      `  ${all} { if (j != i) { sum += exp(s[base + j] - highest); } }`,
      "  let logSum = highest + log(sum);",
      // In the view case the labels would go unread; the layout names them all the same.
      "  _ = &labels;",
      "  var count = 0.0;",
      "  var gain = 0.0;",
      `  ${all} { if (${positive}) { count += 1.0; gain += s[base + j] - logSum; } }`,
      `  let image = f32(${imageOf(rows, images)});`,
      `  let counts = i < ${used}u && image >= control[2] && image < control[3] && count > 0.0;`,
      "  let each = 1.0 / max(count, 1.0);",
      "  losses[i] = select(0.0, -gain * each, counts);",
      `  let pull = select(0.0, control[1] * ${f32(1 / used)}, counts);`,
      `  ${all} {`,
      "    let share = select(exp(s[base + j] - logSum), 0.0, j == i);",
      `    slopes[base + j] = pull * (share - select(0.0, each, ${positive}));`,
      "  }",
    ].join("\n"),
    work: 30 * rows * rows,
  });
}

/** df_i = Σ_j (slope_ij + slope_ji) f_j / temperature. Bindings: f, slopes, df. */
export function contrastGradient(rows: number, features: number, temperature: number, accumulate: boolean): Kernel {
  return linearKernel({
    family: "contrastGradient",
    bindings: [read("f", rows * features), read("slopes", rows * rows), write("df", rows * features)],
    count: rows * features,
    body: [
      `  let row = i / ${features}u;`,
      `  let k = i % ${features}u;`,
      "  var total = 0.0;",
      `  for (var j = 0u; j < ${rows}u; j++) {`,
      `    total += (slopes[row * ${rows}u + j] + slopes[j * ${rows}u + row]) * f[j * ${features}u + k];`,
      "  }",
      `  df[i] ${accumulate ? "+=" : "="} total * ${f32(1 / temperature)};`,
    ].join("\n"),
    work: 3 * rows * rows * features,
  });
}
