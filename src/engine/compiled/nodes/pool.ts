import type { GraphNode } from "../../../graph/networkGraph";
import type { Primitive } from "../../../graph/primitive";
import { asMap, sizeOf } from "../../../graph/shape";
import {
  averagePoolForward,
  averagePoolGradient,
  maxPoolForward,
  maxPoolGradient,
  type PoolShape,
} from "../kernels/pool";
import { globalMeanForward, globalMeanGradient } from "../kernels/reshape";
import { resizePoolForward, resizePoolGradient } from "../kernels/resizePool";
import type { Lowering } from "../lowering";

type Pool = Extract<Primitive, { op: "maxPool" | "averagePool" }>;

export function lowerPool(lowering: Lowering, node: GraphNode, primitive: Pool): void {
  const source = lowering.inputOf(node);
  const x = lowering.value(source.name);
  const from = asMap(source.shape, node.name);
  const to = asMap(node.shape, node.name);
  const shape: PoolShape = {
    ...from,
    batch: lowering.plan.batch,
    outHeight: to.height,
    outWidth: to.width,
    kernel: primitive.kernel,
    stride: primitive.stride,
    before: primitive.padding[0],
  };
  const most = primitive.op === "maxPool";
  lowering.emit(most ? maxPoolForward(shape) : averagePoolForward(shape), x, lowering.output(node));
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) => {
      if (most) lowering.emit(maxPoolGradient(shape, accumulate), dy, x, dx);
      else lowering.emit(averagePoolGradient(shape, accumulate), dy, dx);
    });
  });
}

export function lowerResizePool(lowering: Lowering, node: GraphNode): void {
  const source = lowering.inputOf(node);
  const to = asMap(node.shape, node.name);
  const shape = {
    ...asMap(source.shape, node.name),
    batch: lowering.plan.batch,
    outHeight: to.height,
    outWidth: to.width,
  };
  lowering.emit(resizePoolForward(shape), lowering.value(source.name), lowering.output(node));
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) => lowering.emit(resizePoolGradient(shape, accumulate), dy, dx));
  });
}

export function lowerGlobalMean(lowering: Lowering, node: GraphNode): void {
  const source = lowering.inputOf(node);
  const { channels } = asMap(source.shape, node.name);
  const { batch } = lowering.plan;
  const pixels = sizeOf(source.shape) / channels;
  lowering.emit(globalMeanForward(batch, pixels, channels), lowering.value(source.name), lowering.output(node));
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit(globalMeanGradient(batch, pixels, channels, accumulate), dy, dx),
    );
  });
}
