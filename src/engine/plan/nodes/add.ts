import type { GraphNode } from "../../../graph/networkGraph";
import type { Activation } from "../../../graph/primitive";
import type { Lowering } from "../lowering";
import { transient, type Region } from "../region";
import { isOutputSloped } from "../shapes";

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
    const facts = { words, activation: last ? fused : "none" } as const;
    lowering.emit("add", facts, { a: sum, b: lowering.value(name) }, { y: next });
    sum = next;
  });
  if (rest.length === 0 && fused !== "none") sum = activated(lowering, node, fused, sum);
  const z = lowering.define(node.name, sloped ? sum : activated(lowering, node, activation, sum));
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    for (const name of node.inputs) {
      pass.into(name, (dx, accumulate) => {
        if (!isOutputSloped(activation)) {
          lowering.emit("activationGradient", { words, activation, accumulate }, { dy, x: sum }, { dx });
        } else if (activation === "none") lowering.emit("copy", { words, accumulate }, { x: dy }, { y: dx });
        else lowering.emit("addGradient", { words, activation, accumulate }, { dy, y: z }, { dx });
      });
    }
  });
}

function activated(lowering: Lowering, node: GraphNode, activation: Activation, x: Region): Region {
  const y = transient(node.name, x.words);
  lowering.emit("activation", { words: x.words, activation }, { x }, { y });
  return y;
}
