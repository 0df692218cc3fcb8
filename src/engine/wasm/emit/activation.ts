import type { Activation } from "../../../graph/primitive";
import type { SlopeFrom } from "../../plan/shapes";

/** The numbers by which kernels know activations (`kernels/elementwise.ts`, `kernels/norm.ts`). */
const KINDS: { readonly [A in Activation]: number } = { none: 0, relu: 1, relu6: 2, hardSwish: 3, hardSigmoid: 4 };

/** The same for slopes that are read off the output. */
const OUTPUT_KINDS: { readonly [A in Exclude<Activation, "hardSwish">]: number } = {
  none: 0,
  relu: 5,
  relu6: 6,
  hardSigmoid: 7,
};

export function activationKind(activation: Activation): number {
  return KINDS[activation];
}

export function slopeKind(slope: SlopeFrom): number {
  return slope.from === "output" ? OUTPUT_KINDS[slope.activation] : KINDS[slope.activation];
}
