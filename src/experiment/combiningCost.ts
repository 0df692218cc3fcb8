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
 * Multiply-adds of one image that a rule adds to a step on average: a weighing takes a forward pass and a backward pass for every
 * loss, of which only what branches share has gradients of its own; rules that look at losses take a forward pass for that. As long as
 * a step of as many multiply-adds: measured for every rule (docs/PERFORMANCE.md).
 */
export function combiningWork(combining: Combining | undefined, network: ArmNetwork): number {
  if (combining === undefined || combining.rule === "sum" || idleRule(combining, network) !== undefined) return 0;
  const { graph } = network;
  const forward = costOf(graph, () => true).multiplyAdds;
  const above = ancestorsOf(graph);
  const shared = above(graph.heads.flatMap(({ fork }) => fork ?? []));
  const workOn = (names: ReadonlySet<string>): number => costOf(graph, ({ name }) => names.has(name)).multiplyAdds;
  const probe = graph.heads.reduce((sum, { logits }) => {
    const path = above([logits]);
    return sum + workOn(path) + workOn(new Set([...path].filter((name) => shared.has(name))));
  }, forward);
  const asked = combining.rule === "uncertainty" ? forward : combining.rule === "gradnorm" ? probe + forward : probe;
  return asked / combining.every;
}

/** What finds everything that some tensors are computed from, themselves included. */
function ancestorsOf({ nodes }: NetworkGraph): (tensors: readonly string[]) => ReadonlySet<string> {
  const inputs = new Map(nodes.map((node) => [node.name, node.inputs]));
  return (tensors) => {
    const found = new Set<string>();
    const open = [...tensors];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      open.push(...(inputs.get(name) ?? []));
    }
    return found;
  };
}
