import type { GraphNode } from "../../../graph/networkGraph";
import type { Primitive } from "../../../graph/primitive";
import { asMap } from "../../../graph/shape";
import type { Lowering } from "../lowering";
import type { ConvShape } from "../shapes";

type Conv = Extract<Primitive, { op: "conv" }>;

export function lowerConv(lowering: Lowering, node: GraphNode, primitive: Conv): void {
  const source = lowering.inputOf(node);
  const shape = shapeOf(lowering.plan.batch, source, node, primitive);
  const x = lowering.value(source.name);
  const w = lowering.parameter(node, 0);
  const bias = primitive.bias ? lowering.parameter(node, 1) : undefined;
  lowering.emit("conv", { shape }, { x, w, bias }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    const [dw, db] = node.parameters.map((name) => pass.parameter(name));
    if (dw !== undefined) lowering.emit("convFilterGradient", { shape }, { x, dy }, { dw });
    const rows = shape.batch * shape.outHeight * shape.outWidth;
    if (db !== undefined) lowering.emit("biasGradient", { rows, channels: shape.outputs }, { dy }, { db });
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit("convInputGradient", { shape, accumulate }, { dy, w }, { dx }),
    );
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
