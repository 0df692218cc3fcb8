import { MAIN, type NetworkGraph } from "./networkGraph";
import { termInputs, type Term } from "./term";

/** True when a gradient at a tensor teaches a parameter of the trunk: no detach stands between them. */
export function reachesTrunk(graph: NetworkGraph, tensor: string): boolean {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const seen = new Set<string>();
  const open = [tensor];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const node = byName.get(name);
    if (node === undefined || node.primitive.op === "detach") continue;
    if (node.branch === MAIN && node.parameters.length > 0 && node.frozen !== true) return true;
    open.push(...node.inputs);
  }
  return false;
}

/** Whether a term teaches the trunk something. A probe sees through an observer's detach; its loss teaches nothing all the same. */
export function teachesTrunk(graph: NetworkGraph, term: Term): boolean {
  return Object.entries(termInputs(term)).some(
    ([role, tensor]) => !term.detach.includes(role) && reachesTrunk(graph, tensor),
  );
}
