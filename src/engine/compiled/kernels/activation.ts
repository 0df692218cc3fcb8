import type { Activation } from "../../../graph/primitive";
import type { OutputSloped } from "../../plan/shapes";
import { linearKernel, read, write, type Kernel } from "../kernel";

/** WGSL: `act(u)` of the given type; relu and clamp are written with min and max, which need no branches. */
export function activationFunction(activation: Activation, type: "f32" | "vec4f"): string {
  const value = (text: string): string => `fn act(u: ${type}) -> ${type} { return ${text}; }\n`;
  const n = (literal: string): string => (type === "f32" ? literal : `vec4f(${literal})`);
  switch (activation) {
    case "none":
      return value("u");
    case "relu":
      return value(`max(u, ${n("0.0")})`);
    case "relu6":
      return value(`clamp(u, ${n("0.0")}, ${n("6.0")})`);
    case "hardSwish":
      return value(`u * clamp(u + 3.0, ${n("0.0")}, ${n("6.0")}) * (1.0 / 6.0)`);
    case "hardSigmoid":
      return value(`clamp(u + 3.0, ${n("0.0")}, ${n("6.0")}) * (1.0 / 6.0)`);
    default:
      return activation satisfies never;
  }
}

/**
 * WGSL: `slope(u)`, the derivative at the pre-activation; 0 on the flat side of a kink, as in PyTorch.
 */
export function slopeFunction(activation: Activation, type: "f32" | "vec4f"): string {
  const value = (text: string): string => `fn slope(u: ${type}) -> ${type} { return ${text}; }\n`;
  const n = (literal: string): string => (type === "f32" ? literal : `vec4f(${literal})`);
  const and = type === "f32" ? "&&" : "&";
  switch (activation) {
    case "none":
      return value(n("1.0"));
    case "relu":
      return value(`select(${n("0.0")}, ${n("1.0")}, u > ${n("0.0")})`);
    case "relu6":
      return value(`select(${n("0.0")}, ${n("1.0")}, (u > ${n("0.0")}) ${and} (u < ${n("6.0")}))`);
    case "hardSwish":
      return value(
        `select(select(u * (1.0 / 3.0) + 0.5, ${n("1.0")}, u >= ${n("3.0")}), ${n("0.0")}, u <= ${n("-3.0")})`,
      );
    case "hardSigmoid":
      return value(`select(${n("0.0")}, ${n("1.0 / 6.0")}, (u > ${n("-3.0")}) ${and} (u < ${n("3.0")}))`);
    default:
      return activation satisfies never;
  }
}

/** WGSL: `slope(z)`, the derivative read off the activation's output. */
export function outputSlopeFunction(activation: OutputSloped, type: "f32" | "vec4f"): string {
  if (activation !== "hardSigmoid") return slopeFunction(activation, type);
  const n = (literal: string): string => (type === "f32" ? literal : `vec4f(${literal})`);
  const and = type === "f32" ? "&&" : "&";
  return (
    `fn slope(z: ${type}) -> ${type} ` +
    `{ return select(${n("0.0")}, ${n("1.0 / 6.0")}, (z > ${n("0.0")}) ${and} (z < ${n("1.0")})); }\n`
  );
}

/** y = act(x). Bindings: x, y. */
export function activationForward(count: number, activation: Activation): Kernel {
  const { type, length } = elements(count);
  return linearKernel({
    family: "activation",
    bindings: [read("x", length, type), write("y", length, type)],
    count: length,
    prelude: activationFunction(activation, type),
    body: "  y[i] = act(x[i]);",
    work: count,
  });
}

/** dx = dy · act′(x). Bindings: dy, x, dx. */
export function activationGradient(count: number, activation: Activation, accumulate: boolean): Kernel {
  const { type, length } = elements(count);
  return linearKernel({
    family: "activationGradient",
    bindings: [read("dy", length, type), read("x", length, type), write("dx", length, type)],
    count: length,
    prelude: slopeFunction(activation, type),
    body: `  dx[i] ${accumulate ? "+=" : "="} dy[i] * slope(x[i]);`,
    work: 2 * count,
  });
}

/** `count` values as vectors of four where possible. */
export function elements(count: number): { readonly type: "f32" | "vec4f"; readonly length: number } {
  return count % 4 === 0 ? { type: "vec4f", length: count / 4 } : { type: "f32", length: count };
}
