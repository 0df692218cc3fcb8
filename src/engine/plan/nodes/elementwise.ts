import type { GraphNode } from "../../../graph/networkGraph";
import type { Activation } from "../../../graph/primitive";
import type { Lowering } from "../lowering";

export function lowerActivation(lowering: Lowering, node: GraphNode, activation: Activation): void {
  const source = lowering.inputOf(node);
  const words = lowering.wordsOf(node);
  const x = lowering.value(source.name);
  lowering.emit("activation", { words, activation }, { x }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit("activationGradient", { words, activation, accumulate }, { dy, x }, { dx }),
    );
  });
}

export function lowerDropout(lowering: Lowering, node: GraphNode, rate: number): void {
  const source = lowering.inputOf(node);
  const words = lowering.wordsOf(node);
  const x = lowering.value(source.name);
  if (!lowering.mode.training || node.frozen === true) {
    lowering.define(node.name, x);
    return;
  }
  const key = lowering.dropoutKey(node.name);
  lowering.emit("dropout", { words, rate, accumulate: false }, { x, key }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) =>
      lowering.emit("dropout", { words, rate, accumulate }, { x: dy, key }, { y: dx }),
    );
  });
}
