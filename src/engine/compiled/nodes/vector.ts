import type { GraphNode } from "../../../graph/networkGraph";
import type { Primitive } from "../../../graph/primitive";
import { asMap, asVector, sizeOf } from "../../../graph/shape";
import {
  denseForward,
  denseInputGradient,
  denseJoin,
  denseSplits,
  denseWeightGradient,
  type DenseShape,
} from "../kernels/dense";
import {
  normaliseForward,
  normaliseGradient,
  scaleGateForward,
  scaleGateMapGradient,
  scaleGateVectorGradient,
} from "../kernels/vector";
import type { Lowering } from "../lowering";
import { transient } from "../region";

export function lowerDense(lowering: Lowering, node: GraphNode, primitive: Extract<Primitive, { op: "dense" }>): void {
  const source = lowering.inputOf(node);
  const shape: DenseShape = {
    rows: lowering.plan.batch,
    inputs: asVector(source.shape, node.name),
    outputs: primitive.features,
  };
  const x = lowering.value(source.name);
  const w = lowering.parameter(node, 0);
  const bias = primitive.bias ? [lowering.parameter(node, 1)] : [];
  const y = lowering.output(node);
  const splits = denseSplits(shape);
  if (splits === 1) lowering.emit(denseForward(shape, primitive.bias), x, w, ...bias, y);
  else {
    const partial = transient(`${node.name} parts`, splits * y.words);
    lowering.emit(denseForward(shape, primitive.bias), x, w, partial);
    lowering.emit(denseJoin(shape, splits, primitive.bias), partial, ...bias, y);
  }
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    const [dw, db] = node.parameters.map((name) => pass.parameter(name));
    if (dw !== undefined) {
      lowering.emit(denseWeightGradient(shape, db !== undefined), x, dy, dw, ...(db === undefined ? [] : [db]));
    }
    pass.into(source.name, (dx, accumulate) => lowering.emit(denseInputGradient(shape, accumulate), dy, w, dx));
  });
}

export function lowerNormalise(lowering: Lowering, node: GraphNode): void {
  const source = lowering.inputOf(node);
  const rows = lowering.plan.batch;
  const features = sizeOf(node.shape);
  const norm = transient(`${node.name} norm`, rows);
  const y = lowering.output(node);
  lowering.emit(normaliseForward(rows, features), lowering.value(source.name), y, norm);
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit(normaliseGradient(rows, features, accumulate), dy, y, norm, dx),
    );
  });
}

export function lowerScaleGate(lowering: Lowering, node: GraphNode): void {
  const map = lowering.inputOf(node, 0);
  const gate = lowering.inputOf(node, 1);
  const { height, width, channels } = asMap(map.shape, node.name);
  const { batch } = lowering.plan;
  const pixels = height * width;
  const [x, g] = [lowering.value(map.name), lowering.value(gate.name)];
  lowering.emit(scaleGateForward(batch, pixels, channels), x, g, lowering.output(node));
  lowering.backward(node.name, (pass) => {
    const dz = pass.incoming(node.name);
    if (dz === undefined) return;
    pass.into(map.name, (dx, accumulate) =>
      lowering.emit(scaleGateMapGradient(batch, pixels, channels, accumulate), dz, g, dx),
    );
    pass.into(gate.name, (dgate, accumulate) =>
      lowering.emit(scaleGateVectorGradient(batch, pixels, channels, accumulate), dz, x, dgate),
    );
  });
}
