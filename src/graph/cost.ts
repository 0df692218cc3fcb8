import type { BranchId, GraphNode, NetworkGraph } from "./networkGraph";
import { multiplyAddsOf } from "./primitive";
import { sizeOf, type Shape } from "./shape";

export interface Cost {
  readonly parameters: number;
  /** Multiply-adds of one image's forward pass: convolutions and dense layers (2 FLOP each). */
  readonly multiplyAdds: number;
}

/** Multiply-adds of one node for one image; element-wise work is not counted, as in the literature. */
export function nodeMultiplyAdds(graph: NetworkGraph, node: GraphNode): number {
  const input = graph.nodes.find((candidate) => candidate.name === node.inputs[0]);
  return input === undefined ? 0 : multiplyAddsOf(node.primitive, node.shape, input.shape);
}

/** What each branch adds: `main` is the trunk with its own head (what ships), the others only what hangs off the fork. */
export function costByBranch(graph: NetworkGraph): ReadonlyMap<BranchId, Cost> {
  return new Map(graph.heads.map((head) => [head.branch, costOf(graph, (part) => part.branch === head.branch)]));
}

/** Parameters and multiply-adds of the parts that a predicate selects; nothing is allocated. */
export function costOf(
  graph: NetworkGraph,
  selects: (part: { readonly branch: BranchId; readonly stage: string; readonly name: string }) => boolean,
): Cost {
  let parameters = 0;
  for (const parameter of graph.parameters) if (selects(parameter)) parameters += sizeOf(parameter.shape);
  // By name, not searched: the deepest network that can be asked for has a hundred thousand nodes.
  const shapes = new Map<string, Shape>();
  let work = 0;
  for (const node of graph.nodes) {
    shapes.set(node.name, node.shape);
    const input = shapes.get(node.inputs[0] ?? "");
    if (input !== undefined && selects(node)) work += multiplyAddsOf(node.primitive, node.shape, input);
  }
  return { parameters, multiplyAdds: work };
}

/** The whole training network. */
export function totalCost(graph: NetworkGraph): Cost {
  return costOf(graph, () => true);
}
