import type { BranchId, NetworkGraph, Parameter, StageId } from "./networkGraph";

/** Names of all nodes on which a tensor depends, itself included; an observer's detach counts as a connection. */
export function ancestors(graph: NetworkGraph, tensor: string): ReadonlySet<string> {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const found = new Set<string>();
  const open = [tensor];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(byName.get(name)?.inputs ?? []));
  }
  return found;
}

/** The parameters on which a head's logits depend, in graph order. */
export function pathParameters(graph: NetworkGraph, branch: BranchId): readonly Parameter[] {
  const head = graph.heads.find((candidate) => candidate.branch === branch);
  if (head === undefined) return [];
  const path = ancestors(graph, head.logits);
  const names = new Set(graph.nodes.filter((node) => path.has(node.name)).flatMap((node) => node.parameters));
  return graph.parameters.filter((parameter) => names.has(parameter.name));
}

/**
 * The parameters that two heads share: those on which both logits depend. Empty for a fork at the input.
 * Source: `S_ij` in the field's notation; excludes everything after the earlier fork.
 */
export function sharedParameters(graph: NetworkGraph, a: BranchId, b: BranchId): readonly Parameter[] {
  const other = new Set(pathParameters(graph, b).map((parameter) => parameter.name));
  return pathParameters(graph, a).filter((parameter) => other.has(parameter.name));
}

/** The stages that two heads share, in order; a stage counts when at least one of its parameters is shared. */
export function sharedStages(graph: NetworkGraph, a: BranchId, b: BranchId): readonly StageId[] {
  const stages = new Set(sharedParameters(graph, a, b).map((parameter) => parameter.stage));
  return graph.stages.filter((stage) => stages.has(stage));
}
