import type { OptimizerSpec } from "../../../catalog/optimizers/optimizer";
import { OPTIMIZER_WORDS } from "../../plan/control";
import { f32, linearKernel, read, write, type Kernel } from "../kernel";

/**
 * One update of a flat run of parameters, padding included (zeros stay zeros).
 *
 * `sgd` in PyTorch's order: g += wd · p; v = m · v + g; p −= lr · (v, or g + m · v with Nesterov).
 * `adam`: decay coupled into g or decoupled; control holds 1 / (1 − β₁ᵗ) and 1 / √(1 − β₂ᵗ).
 * Bindings: control, gradients, parameters, then momentum or both moments.
 * @param switched does nothing while the last word of control is 0: one of several groups that take turns.
 */
export function optimizerStep(spec: OptimizerSpec, words: number, switched = false): Kernel {
  const count = words / 4;
  const slots = spec.kind === "sgd" ? ["momentum"] : ["moment1", "moment2"];
  return linearKernel({
    family: "optimizer",
    bindings: [
      read("control", OPTIMIZER_WORDS),
      read("gradients", count, "vec4f"),
      write("parameters", count, "vec4f"),
      ...slots.map((name) => write(name, count, "vec4f")),
    ],
    count,
    body: [
      ...(switched ? ["  if (control[3] == 0.0) { return; }"] : []),
      ...(spec.kind === "sgd" ? sgd(spec) : adam(spec)),
    ].join("\n"),
    work: 12 * words,
  });
}

function sgd(spec: Extract<OptimizerSpec, { kind: "sgd" }>): readonly string[] {
  const { momentum, nesterov, weightDecay } = spec;
  return [
    "  let p = parameters[i];",
    `  let g = gradients[i]${weightDecay === 0 ? "" : ` + ${f32(weightDecay)} * p`};`,
    `  let v = ${f32(momentum)} * momentum[i] + g;`,
    "  momentum[i] = v;",
    `  parameters[i] = p - control[0] * ${nesterov ? `(g + ${f32(momentum)} * v)` : "v"};`,
  ];
}

function adam(spec: Extract<OptimizerSpec, { kind: "adam" }>): readonly string[] {
  const { beta1, beta2, epsilon, weightDecay, decoupled } = spec;
  const coupled = weightDecay !== 0 && !decoupled;
  const shrinks = weightDecay !== 0 && decoupled;
  return [
    "  let old = parameters[i];",
    `  let g = gradients[i]${coupled ? ` + ${f32(weightDecay)} * old` : ""};`,
    `  let p = old${shrinks ? ` * (1.0 - control[0] * ${f32(weightDecay)})` : ""};`,
    `  let m = ${f32(beta1)} * moment1[i] + ${f32(1 - beta1)} * g;`,
    `  let s = ${f32(beta2)} * moment2[i] + ${f32(1 - beta2)} * g * g;`,
    "  moment1[i] = m;",
    "  moment2[i] = s;",
    `  parameters[i] = p - control[0] * (m * control[1]) / (sqrt(s) * control[2] + ${f32(epsilon)});`,
  ];
}
