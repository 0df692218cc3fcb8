import type { OptimizerSpec } from "../../../catalog/optimizers/optimizer";
import { OPTIMIZER_WORDS } from "../../plan/control";
import { f32, linearKernel, read, write, type Kernel } from "../kernel";

/**
 * One update of a flat run of parameters, padding included (zeros stay zeros).
 *
 * `sgd` in PyTorch's order: g += wd · p; v = m · v + g; p −= lr · (v, or g + m · v with Nesterov).
 * `adam`: decay coupled into g or decoupled; control holds 1 / (1 − β₁ᵗ) and 1 / √(1 − β₂ᵗ).
 * Bindings: control, gradients, parameters, then momentum or both moments, then the gradient's squared length where it is clipped.
 * @param switched does nothing while the last word of control is 0: one of several groups that take turns.
 * @param clip the longest gradient; absent where none is shortened.
 */
export function optimizerStep(spec: OptimizerSpec, words: number, switched = false, clip?: number): Kernel {
  const count = words / 4;
  const gradient = clip === undefined ? "gradients[i]" : "scale * gradients[i]";
  const slots = spec.kind === "sgd" ? ["momentum"] : ["moment1", "moment2"];
  return linearKernel({
    family: "optimizer",
    bindings: [
      read("control", OPTIMIZER_WORDS),
      read("gradients", count, "vec4f"),
      write("parameters", count, "vec4f"),
      ...slots.map((name) => write(name, count, "vec4f")),
      ...(clip === undefined ? [] : [read("squares", 1)]),
    ],
    count,
    body: [
      ...(switched ? ["  if (control[3] == 0.0) { return; }"] : []),
      ...(clip === undefined ? [] : [`  let scale = min(1.0, ${f32(clip)} / (sqrt(squares[0]) + 1e-6));`]),
      ...(spec.kind === "sgd" ? sgd(spec, gradient) : adam(spec, gradient)),
    ].join("\n"),
    work: 12 * words,
  });
}

function sgd(spec: Extract<OptimizerSpec, { kind: "sgd" }>, gradient: string): readonly string[] {
  const { momentum, nesterov, weightDecay } = spec;
  return [
    "  let p = parameters[i];",
    `  let g = ${gradient}${weightDecay === 0 ? "" : ` + ${f32(weightDecay)} * p`};`,
    `  let v = ${f32(momentum)} * momentum[i] + g;`,
    "  momentum[i] = v;",
    `  parameters[i] = p - control[0] * ${nesterov ? `(g + ${f32(momentum)} * v)` : "v"};`,
  ];
}

function adam(spec: Extract<OptimizerSpec, { kind: "adam" }>, gradient: string): readonly string[] {
  const { beta1, beta2, epsilon, weightDecay, decoupled } = spec;
  const coupled = weightDecay !== 0 && !decoupled;
  const shrinks = weightDecay !== 0 && decoupled;
  return [
    "  let old = parameters[i];",
    `  let g = ${gradient}${coupled ? ` + ${f32(weightDecay)} * old` : ""};`,
    `  let p = old${shrinks ? ` * (1.0 - control[0] * ${f32(weightDecay)})` : ""};`,
    `  let m = ${f32(beta1)} * moment1[i] + ${f32(1 - beta1)} * g;`,
    `  let s = ${f32(beta2)} * moment2[i] + ${f32(1 - beta2)} * g * g;`,
    "  moment1[i] = m;",
    "  moment2[i] = s;",
    `  parameters[i] = p - control[0] * (m * control[1]) / (sqrt(s) * control[2] + ${f32(epsilon)});`,
  ];
}
