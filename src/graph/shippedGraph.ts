import { MAIN, type NetworkGraph } from "./networkGraph";
import { ancestors } from "./sharedPath";

/**
 * What is left for inference: the main head and everything that it depends on. Branches, teachers and helpers of terms
 * are gone; names stay, so that the weights of a trained network fit as they are.
 */
export function shippedGraph(graph: NetworkGraph): NetworkGraph {
  const heads = graph.heads.filter(({ branch }) => branch === MAIN).map(({ unit: _, ...head }) => head);
  const kept = new Set(heads.flatMap(({ logits }) => [...ancestors(graph, logits)]));
  const nodes = graph.nodes.filter(({ name }) => kept.has(name));
  const parameters = new Set(nodes.flatMap((node) => node.parameters));
  const statistics = new Set(nodes.flatMap((node) => node.statistics));
  return {
    ...graph,
    heads,
    nodes,
    parameters: graph.parameters.filter(({ name }) => parameters.has(name)),
    statistics: graph.statistics.filter(({ name }) => statistics.has(name)),
  };
}
