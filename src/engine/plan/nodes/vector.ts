import type { GraphNode } from "../../../graph/networkGraph";
import type { Primitive } from "../../../graph/primitive";
import { asMap, asVector, sizeOf } from "../../../graph/shape";
import type { Lowering } from "../lowering";
import { transient } from "../region";
import type { DenseShape } from "../shapes";

export function lowerDense(lowering: Lowering, node: GraphNode, primitive: Extract<Primitive, { op: "dense" }>): void {
  const source = lowering.inputOf(node);
  const shape: DenseShape = {
    rows: lowering.plan.batch,
    inputs: asVector(source.shape, node.name),
    outputs: primitive.features,
  };
  const x = lowering.value(source.name);
  const w = lowering.parameter(node, 0);
  const bias = primitive.bias ? lowering.parameter(node, 1) : undefined;
  lowering.emit("dense", { shape }, { x, w, bias }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    const [dw, db] = node.parameters.map((name) => pass.parameter(name));
    if (dw !== undefined) lowering.emit("denseWeightGradient", { shape }, { x, dy }, { dw, db });
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit("denseInputGradient", { shape, accumulate }, { dy, w }, { dx }),
    );
  });
}

export function lowerNormalise(lowering: Lowering, node: GraphNode): void {
  const source = lowering.inputOf(node);
  const rows = lowering.plan.batch;
  const features = sizeOf(node.shape);
  const norm = transient(`${node.name} norm`, rows);
  const y = lowering.output(node);
  lowering.emit("normalise", { rows, features }, { x: lowering.value(source.name) }, { y, norm });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit("normaliseGradient", { rows, features, accumulate }, { dy, y, norm }, { dx }),
    );
  });
}

export function lowerScaleGate(lowering: Lowering, node: GraphNode): void {
  const map = lowering.inputOf(node, 0);
  const vector = lowering.inputOf(node, 1);
  const { height, width, channels } = asMap(map.shape, node.name);
  const shape = { batch: lowering.plan.batch, pixels: height * width, channels };
  const [x, gate] = [lowering.value(map.name), lowering.value(vector.name)];
  lowering.emit("scaleGate", shape, { x, gate }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(map.name, (dx, accumulate) =>
      lowering.emit("scaleGateMapGradient", { ...shape, accumulate }, { dy, gate }, { dx }),
    );
    pass.into(vector.name, (dgate, accumulate) =>
      lowering.emit("scaleGateVectorGradient", { ...shape, accumulate }, { dy, x }, { dgate }),
    );
  });
}
