import type { Family } from "../../plan/operations";
import { transient } from "../../plan/region";
import type { ConvShape } from "../../plan/shapes";
import type { Argument, Emission } from "../emission";

/** Outputs that a tile holds: packed filters are filled up to whole tiles. */
const TILE = 8;

export const convFamily = {
  conv(out, { shape }, { x, w, bias }, { y }) {
    if (isDepthwise(shape)) out.call("depthwise", x, w, bias, y, ...depthwiseSizes(shape));
    else out.call("conv", x, w, bias, y, packed(shape), bordered(shape), ...sizes(shape));
  },
  convFilterGradient(out, { shape }, { x, dy }, { dw }) {
    if (isDepthwise(shape)) out.call("depthwiseFilterGradient", x, dy, dw, ...depthwiseSizes(shape));
    else out.call("convFilterGradient", x, dy, dw, bordered(shape), ...sizes(shape));
  },
  convInputGradient(out, { shape, accumulate }, { dy, w }, { dx }) {
    if (isDepthwise(shape)) out.call("depthwiseInputGradient", dy, w, dx, ...depthwiseSizes(shape), accumulate);
    else out.call("convInputGradient", dy, w, dx, turned(shape), borderedBack(shape), ...sizes(shape), accumulate);
  },
  biasGradient(out, { rows, channels }, { dy }, { db }) {
    out.call("biasGradient", dy, rows, channels, db);
  },
} satisfies Partial<Family<Emission>>;

/** Words of a packed matrix: whole tiles of outputs. */
export function packedWords(terms: number, outputs: number): number {
  return terms * TILE * Math.ceil(outputs / TILE);
}

/** Depthwise with one output per input channel: kernels of its own. */
function isDepthwise({ groups, inputs, outputs }: ConvShape): boolean {
  return groups > 1 && groups === inputs && inputs === outputs;
}

function sizes({ batch, height, width, inputs, outHeight, outWidth, outputs, ...rest }: ConvShape): Argument[] {
  const { kernel, stride, before, groups } = rest;
  return [batch, height, width, inputs, outHeight, outWidth, outputs, kernel, stride, before, groups];
}

function depthwiseSizes({ batch, height, width, inputs, outHeight, outWidth, ...rest }: ConvShape): Argument[] {
  const { kernel, stride, before } = rest;
  return [batch, height, width, inputs, outHeight, outWidth, kernel, stride, before];
}

/** Room for one group's filters. */
function packed({ kernel, inputs, outputs, groups }: ConvShape) {
  return transient("packed filters", packedWords((kernel * kernel * inputs) / groups, outputs / groups));
}

/** Room for one group's filters on the way back; a phase has some of the taps. */
function turned({ kernel, inputs, outputs, groups }: ConvShape) {
  return transient("turned filters", packedWords((kernel * kernel * outputs) / groups, inputs / groups));
}

/** Room for one image with its border, of one group. */
function bordered({ outHeight, outWidth, kernel, stride, inputs, groups }: ConvShape) {
  const extent = (size: number): number => (size - 1) * stride + kernel;
  return transient("bordered image", (extent(outHeight) * extent(outWidth) * inputs) / groups);
}

/** The same for the largest phase of the way back. */
function borderedBack({ height, width, kernel, stride, outputs, groups }: ConvShape) {
  const extent = (size: number): number => Math.ceil(size / stride) + Math.ceil(kernel / stride) - 1;
  return transient("bordered gradient", (extent(height) * extent(width) * outputs) / groups);
}
