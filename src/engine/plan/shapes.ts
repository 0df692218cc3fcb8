import type { Activation } from "../../graph/primitive";

/** A convolution with everything baked in; NHWC maps, HWIO kernels `[kernel, kernel, inputs / groups, outputs]`. */
export interface ConvShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  /** Zeros before the first row and column. */
  readonly before: number;
  readonly groups: number;
}

/** Average pooling down to a given size; NHWC. */
export interface ResizeShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** A pooling window over NHWC maps. */
export interface PoolShape extends ResizeShape {
  readonly kernel: number;
  readonly stride: number;
  readonly before: number;
}

/** y = x · w (+ bias): x `[rows, inputs]`, w `[inputs, outputs]`. */
export interface DenseShape {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** A tensor as a matrix of its channels. */
export interface Matrix {
  readonly rows: number;
  readonly channels: number;
}

/** Maps as their pixels, NHWC. */
export interface PixelShape {
  readonly batch: number;
  readonly pixels: number;
  readonly channels: number;
}

/** Activations whose slope can be read off their output, so that the input need not be kept. */
export type OutputSloped = Exclude<Activation, "hardSwish">;

export function isOutputSloped(activation: Activation): activation is OutputSloped {
  return activation !== "hardSwish";
}

/** How the backward pass learns the slope of the activation: from the recomputed pre-activation, or from the output. */
export type SlopeFrom =
  | { readonly from: "input"; readonly activation: Activation }
  | { readonly from: "output"; readonly activation: OutputSloped };

/** Rows of a term over logits. */
export interface TermRows {
  readonly rows: number;
  /** Images of the batch: views of one image stand this many rows apart. */
  readonly images: number;
  readonly classes: number;
  /** Rows in the mean's divisor. */
  readonly used: number;
}
