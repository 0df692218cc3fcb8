import type { Planned } from "../plan/operations";

/** Multiplications and additions of a convolution or a matrix product, forward or either way back; 0 for the rest. */
export function workOf(planned: Planned): number {
  switch (planned.op) {
    case "conv":
    case "convFilterGradient":
    case "convInputGradient": {
      const { batch, outHeight, outWidth, outputs, kernel, inputs, groups } = planned.facts.shape;
      return (2 * batch * outHeight * outWidth * outputs * kernel * kernel * inputs) / groups;
    }
    case "dense":
    case "denseWeightGradient":
    case "denseInputGradient": {
      const { rows, inputs, outputs } = planned.facts.shape;
      return 2 * rows * inputs * outputs;
    }
    default:
      return 0;
  }
}
