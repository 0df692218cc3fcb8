import type { ConvShape } from "../../plan/shapes";

/** Floating-point operations of the convolution; its two gradients cost the same. */
export function convWork(shape: ConvShape): number {
  const { batch, outHeight, outWidth, outputs, kernel, inputs, groups } = shape;
  return 2 * batch * outHeight * outWidth * outputs * kernel * kernel * (inputs / groups);
}

/** Depthwise with one output per input channel: a family of kernels of its own. */
export function isDepthwise({ groups, inputs, outputs }: ConvShape): boolean {
  return groups > 1 && groups === inputs && inputs === outputs;
}

/** A pointwise convolution without stride reads pixels one by one: the batch is one long row. */
export function flattened(shape: ConvShape): ConvShape {
  const { batch, height, width, outHeight, outWidth, kernel, stride, before } = shape;
  if (kernel !== 1 || stride !== 1 || before !== 0 || outHeight !== height || outWidth !== width) return shape;
  const pixels = batch * height * width;
  return { ...shape, batch: 1, height: 1, width: pixels, outHeight: 1, outWidth: pixels };
}

/**
 * The convolution that carries a gradient back through a convolution of stride 1: padding turns inside out, inputs and
 * outputs change places; its kernel is the forward one, transposed and flipped.
 */
export function transposed(shape: ConvShape): ConvShape {
  return {
    ...shape,
    height: shape.outHeight,
    width: shape.outWidth,
    inputs: shape.outputs,
    outHeight: shape.height,
    outWidth: shape.width,
    outputs: shape.inputs,
    before: shape.kernel - 1 - shape.before,
  };
}

/** Names a shape in records of variants: `3x3/1 16>32 @32x32 x64`. */
export function convKey(shape: ConvShape): string {
  const { kernel, stride, inputs, outputs, height, width, batch, groups } = shape;
  const grouped = groups === 1 ? "" : ` g${groups}`;
  return `${kernel}x${kernel}/${stride} ${inputs}>${outputs}${grouped} @${height}x${width} x${batch}`;
}

/** Pixels per invocation: at most `most`, the fewest left over at the end of a row, then the most. */
export function pixelTile(rowLength: number, most: number): number {
  let best = 1;
  let bestWaste = rowLength * most;
  for (let tile = 1; tile <= Math.min(most, rowLength); tile += 1) {
    // Each strip costs its pixels, plus about two columns of loads.
    const waste = Math.ceil(rowLength / tile) * (tile + 2);
    if (waste <= bestWaste) [best, bestWaste] = [tile, waste];
  }
  return best;
}

/** Output channels per invocation, `lanes` apart: at most `most`, few of them idle, then as many as possible. */
export function channelTile(outputs: number, lanes: number, most: number): number {
  let best = 1;
  let bestCost = Infinity;
  for (let tile = 1; tile <= Math.min(most, Math.ceil(outputs / lanes)); tile += 1) {
    // Each block costs its channels, plus about one for the inputs that they share.
    const cost = Math.ceil(outputs / (lanes * tile)) * (tile + 1);
    if (cost <= bestCost) [best, bestCost] = [tile, cost];
  }
  return best;
}

/** Input channels that are read as one vector: 4 where they come in fours within every group. */
export function inputVector({ inputs, groups }: ConvShape): 1 | 4 {
  return (inputs / groups) % 4 === 0 ? 4 : 1;
}
