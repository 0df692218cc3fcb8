import type { GraphNode } from "../../../graph/networkGraph";
import type { Primitive } from "../../../graph/primitive";
import { asMap } from "../../../graph/shape";
import { convFilterGradient, filterGradientSplits } from "../kernels/convFilterGradient";
import { convForward } from "../kernels/convForward";
import { convInputGradient } from "../kernels/convInputGradient";
import { inputVector, isDepthwise, transposed, type ConvShape } from "../kernels/convShape";
import {
  depthwiseFilterGradient,
  depthwiseForward,
  depthwiseInputGradient,
  depthwiseSplits,
} from "../kernels/depthwise";
import { columnSums, cutColumns } from "../kernels/columns";
import { filterPack, filterTranspose } from "../kernels/filterPack";
import { sumParts } from "../kernels/sumParts";
import type { BackwardPass, Lowering } from "../lowering";
import { transient, type Region } from "../region";

type Conv = Extract<Primitive, { op: "conv" }>;

export function lowerConv(lowering: Lowering, node: GraphNode, primitive: Conv): void {
  const source = lowering.inputOf(node);
  const shape = shapeOf(lowering.plan.batch, source, node, primitive);
  const x = lowering.value(source.name);
  const w = lowering.parameter(node, 0);
  const bias = primitive.bias ? [lowering.parameter(node, 1)] : [];
  const options = { bias: primitive.bias };
  const forward = isDepthwise(shape)
    ? depthwiseForward(shape, options)
    : convForward(shape, lowering.tile(shape), options);
  lowering.emit(forward, x, packed(lowering, node, shape, w), ...bias, lowering.output(node));
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    filterGradient(lowering, pass, node, shape, x, dy);
    pass.into(source.name, (dx, accumulate) => inputGradient(lowering, node, shape, w, dy, dx, accumulate));
  });
}

function shapeOf(batch: number, source: GraphNode, node: GraphNode, primitive: Conv): ConvShape {
  const from = asMap(source.shape, node.name);
  const to = asMap(node.shape, node.name);
  return {
    batch,
    height: from.height,
    width: from.width,
    inputs: from.channels,
    outHeight: to.height,
    outWidth: to.width,
    outputs: to.channels,
    kernel: primitive.kernel,
    stride: primitive.stride,
    before: primitive.padding[0],
    groups: primitive.groups,
  };
}

/** The kernel in the order that the forward pass reads: as it is, or in vectors of four input channels. */
function packed(lowering: Lowering, node: GraphNode, shape: ConvShape, w: Region): Region {
  if (isDepthwise(shape) || inputVector(shape) === 1) return w;
  return lowering.once(`${node.name} packed`, () => {
    const region = transient(`${node.name} packed`, w.words);
    lowering.emit(filterPack(shape), w, region);
    return region;
  });
}

function filterGradient(
  lowering: Lowering,
  pass: BackwardPass,
  node: GraphNode,
  shape: ConvShape,
  x: Region,
  dy: Region,
): void {
  const [kernelName, biasName] = node.parameters;
  const dw = kernelName === undefined ? undefined : pass.parameter(kernelName);
  if (dw !== undefined) {
    const tile = lowering.tile(shape);
    const [splits, kernel] = isDepthwise(shape)
      ? [depthwiseSplits(shape, tile), depthwiseFilterGradient(shape, tile)]
      : [filterGradientSplits(shape, tile), convFilterGradient(shape, tile)];
    if (splits === 1) lowering.emit(kernel, x, dy, dw);
    else {
      const partial = transient(`${node.name} dw parts`, splits * dw.words);
      lowering.emit(kernel, x, dy, partial);
      lowering.emit(sumParts(dw.words, splits), partial, dw);
    }
  }
  const db = biasName === undefined ? undefined : pass.parameter(biasName);
  if (db !== undefined) {
    const rows = shape.batch * shape.outHeight * shape.outWidth;
    const cut = cutColumns(rows, shape.outputs, lowering.plan.adapterKind);
    const partial = transient(`${node.name} db parts`, cut.chunks * cut.channels);
    lowering.emit(columnSums(cut), dy, partial);
    lowering.emit(sumParts(cut.channels, cut.chunks), partial, db);
  }
}

function inputGradient(
  lowering: Lowering,
  node: GraphNode,
  shape: ConvShape,
  w: Region,
  dy: Region,
  dx: Region,
  accumulate: boolean,
): void {
  const strided = shape.stride > 1;
  if (strided && isDepthwise(shape)) {
    lowering.emit(depthwiseInputGradient(shape, accumulate), dy, w, dx);
    return;
  }
  const turned = lowering.once(`${node.name} transposed`, () => {
    const region = transient(`${node.name} transposed`, w.words);
    lowering.emit(filterTranspose(shape), w, region);
    return region;
  });
  const back = transposed(shape);
  const kernel = strided
    ? convInputGradient(shape, lowering.tile(shape), accumulate)
    : isDepthwise(shape)
      ? depthwiseForward(back, { accumulate })
      : convForward(back, lowering.tile(shape), { accumulate });
  lowering.emit(kernel, dy, turned, dx);
}
