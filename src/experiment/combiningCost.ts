import { costOf } from "../graph/cost";
import type { NetworkGraph } from "../graph/networkGraph";
import { teachesTrunk } from "../graph/reachesTrunk";
import type { Combining } from "./experiment";
import type { ArmNetwork } from "./network";

/**
 * Why a rule has nothing to do in an arm, as far as that is known before the run: `turns`, branches that are updated one after the
 * other; `single`, fewer than two losses teach the trunk (no branches, observers, or branches that fork off the pictures).
 */
export type IdleRule = "turns" | "single";

/** @returns undefined where the rule has something to do, and where losses are added. */
export function idleRule(combining: Combining | undefined, { graph, plan }: ArmNetwork): IdleRule | undefined {
  if (combining === undefined || combining.rule === "sum") return undefined;
  if (plan.updates === "alternating") return "turns";
  const teaching = plan.terms.filter((term) => term.weight.base !== 0 && teachesTrunk(graph, term));
  return new Set(teaching.map(({ branch }) => branch)).size < 2 ? "single" : undefined;
}

/**
 * Multiply-adds of one image that a rule adds to a step on average: each weighing takes a forward pass and, for every loss, both
 * gradients along its path, or for rules that look at losses a forward pass more.
 */
export function combiningWork(combining: Combining | undefined, network: ArmNetwork): number {
  if (combining === undefined || combining.rule === "sum" || idleRule(combining, network) !== undefined) return 0;
  const { graph } = network;
  const forward = costOf(graph, () => true).multiplyAdds;
  const probe = graph.heads.reduce((sum, { logits }) => sum + 2 * pathWork(graph, logits), forward);
  const asked = combining.rule === "uncertainty" ? forward : combining.rule === "gradnorm" ? probe + forward : probe;
  return asked / combining.every;
}

/** Of everything that a tensor is computed from. */
function pathWork(graph: NetworkGraph, tensor: string): number {
  const inputs = new Map(graph.nodes.map((node) => [node.name, node.inputs]));
  const path = new Set<string>();
  const open = [tensor];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (path.has(name)) continue;
    path.add(name);
    open.push(...(inputs.get(name) ?? []));
  }
  return costOf(graph, ({ name }) => path.has(name)).multiplyAdds;
}
