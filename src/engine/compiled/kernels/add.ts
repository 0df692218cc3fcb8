import { linearKernel, read, write, type Kernel } from "../kernel";
import type { Activation } from "../../../graph/primitive";
import { activationFunction, elements, outputSlopeFunction } from "./activation";
import type { OutputSloped } from "../../plan/shapes";

/** z = act(a + b). Bindings: a, b, z. */
export function addForward(count: number, activation: Activation): Kernel {
  const { type, length } = elements(count);
  return linearKernel({
    family: "add",
    bindings: [read("a", length, type), read("b", length, type), write("z", length, type)],
    count: length,
    prelude: activationFunction(activation, type),
    body: "  z[i] = act(a[i] + b[i]);",
    work: 2 * count,
  });
}

/** dx = dz · act′, the slope read off the output. Bindings: dz, z, dx. */
export function addGradient(count: number, activation: OutputSloped, accumulate: boolean): Kernel {
  const { type, length } = elements(count);
  return linearKernel({
    family: "addGradient",
    bindings: [read("dz", length, type), read("z", length, type), write("dx", length, type)],
    count: length,
    prelude: outputSlopeFunction(activation, type),
    body: `  dx[i] ${accumulate ? "+=" : "="} dz[i] * slope(z[i]);`,
    work: 2 * count,
  });
}
