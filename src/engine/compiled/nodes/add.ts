import type { GraphNode } from "../../../graph/networkGraph";
import type { Activation } from "../../../graph/primitive";
import { activationForward, activationGradient, isOutputSloped } from "../kernels/activation";
import { addForward, addGradient } from "../kernels/add";
import { copyValues } from "../kernels/reshape";
import type { Lowering } from "../lowering";
import { transient, type Region } from "../region";

/** A sum of any number of tensors, then an activation. */
export function lowerAdd(lowering: Lowering, node: GraphNode, activation: Activation): void {
  const words = lowering.wordsOf(node);
  const [first, ...rest] = node.inputs;
  if (first === undefined) throw new Error(`${node.name}: nothing to add`);
  // hardSwish needs its input again on the way back; all others tell their slope by their output.
  const sloped = isOutputSloped(activation);
  const fused: Activation = sloped ? activation : "none";
  let sum = lowering.value(first);
  rest.forEach((name, index) => {
    const last = index === rest.length - 1;
    const next = transient(`${node.name} sum ${index}`, words);
    lowering.emit(addForward(words, last ? fused : "none"), sum, lowering.value(name), next);
    sum = next;
  });
  if (rest.length === 0 && fused !== "none") sum = activated(lowering, node, fused, sum);
  const z = lowering.define(node.name, sloped ? sum : activated(lowering, node, activation, sum));
  lowering.backward(node.name, (pass) => {
    const dz = pass.incoming(node.name);
    if (dz === undefined) return;
    for (const name of node.inputs) {
      pass.into(name, (dx, accumulate) => {
        if (!isOutputSloped(activation)) {
          lowering.emit(activationGradient(words, activation, accumulate), dz, sum, dx);
        } else if (activation === "none") lowering.emit(copyValues(words, accumulate), dz, dx);
        else lowering.emit(addGradient(words, activation, accumulate), dz, z, dx);
      });
    }
  });
}

function activated(lowering: Lowering, node: GraphNode, activation: Activation, sum: Region): Region {
  const z = transient(node.name, sum.words);
  lowering.emit(activationForward(sum.words, activation), sum, z);
  return z;
}
