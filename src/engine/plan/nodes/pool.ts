import type { GraphNode } from "../../../graph/networkGraph";
import type { Primitive } from "../../../graph/primitive";
import { asMap, sizeOf } from "../../../graph/shape";
import type { Lowering } from "../lowering";
import type { PoolShape } from "../shapes";

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
  lowering.emit(primitive.op, { shape }, { x }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) => {
      const facts = { shape, accumulate };
      if (primitive.op === "maxPool") lowering.emit("maxPoolGradient", facts, { dy, x }, { dx });
      else lowering.emit("averagePoolGradient", facts, { dy }, { dx });
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
  lowering.emit("resizePool", { shape }, { x: lowering.value(source.name) }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit("resizePoolGradient", { shape, accumulate }, { dy }, { dx }),
    );
  });
}

export function lowerGlobalMean(lowering: Lowering, node: GraphNode): void {
  const source = lowering.inputOf(node);
  const { channels } = asMap(source.shape, node.name);
  const shape = { batch: lowering.plan.batch, pixels: sizeOf(source.shape) / channels, channels };
  lowering.emit("globalMean", shape, { x: lowering.value(source.name) }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit("globalMeanGradient", { ...shape, accumulate }, { dy }, { dx }),
    );
  });
}
