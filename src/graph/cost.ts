import type { BranchId, GraphNode, NetworkGraph } from "./networkGraph";
import { asVector, sizeOf } from "./shape";

export interface Cost {
  readonly parameters: number;
  /** Multiply-adds of one image's forward pass: convolutions and dense layers (2 FLOP each). */
  readonly multiplyAdds: number;
}

/** Multiply-adds of one node for one image; element-wise work is not counted, as in the literature. */
export function nodeMultiplyAdds(graph: NetworkGraph, node: GraphNode): number {
  const { primitive } = node;
  if (primitive.op !== "conv" && primitive.op !== "dense") return 0;
  const input = graph.nodes.find((candidate) => candidate.name === node.inputs[0]);
  if (input === undefined) return 0;
  if (primitive.op === "dense") return asVector(input.shape, node.name) * primitive.features;
  const channels = input.shape[2] ?? 0;
  return sizeOf(node.shape) * primitive.kernel * primitive.kernel * (channels / primitive.groups);
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
  let multiplyAdds = 0;
  for (const node of graph.nodes) if (selects(node)) multiplyAdds += nodeMultiplyAdds(graph, node);
  return { parameters, multiplyAdds };
}

/** The whole training network. */
export function totalCost(graph: NetworkGraph): Cost {
  return costOf(graph, () => true);
}
