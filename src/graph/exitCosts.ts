import { costOf } from "./cost";
import { MAIN, type BranchId, type NetworkGraph } from "./networkGraph";
import { ancestors } from "./sharedPath";

/** A head as a place where inference may end. */
export interface Exit {
  readonly branch: BranchId;
  /** Multiply-adds of one image's forward pass up to this head's answer, with every head before it asked in vain. */
  readonly multiplyAdds: number;
}

/**
 * The heads in the order in which an image meets them, by the place of their forks along the trunk and main last, with what
 * it has cost to come so far: every operation that this head or an earlier one depends on, once.
 */
export function exitCosts(graph: NetworkGraph): readonly Exit[] {
  const place = new Map(graph.sites.map(({ id }, index) => [id, index]));
  const along = ({ site }: NetworkGraph["heads"][number]): number => place.get(site ?? "") ?? Infinity;
  const branches = graph.heads.filter(({ branch }) => branch !== MAIN);
  const heads = [...branches].sort((a, b) => (along(a) === along(b) ? 0 : along(a) - along(b)));
  const main = graph.heads.filter(({ branch }) => branch === MAIN);
  const done = new Set<string>();
  return [...heads, ...main].map(({ branch, logits }) => {
    for (const name of ancestors(graph, logits)) done.add(name);
    return { branch, multiplyAdds: costOf(graph, ({ name }) => done.has(name)).multiplyAdds };
  });
}

/** Multiply-adds of one image through main alone: the network without its branches. */
export function plainCost(graph: NetworkGraph): number {
  const main = graph.heads.find(({ branch }) => branch === MAIN);
  if (main === undefined) return 0;
  const path = ancestors(graph, main.logits);
  return costOf(graph, ({ name }) => path.has(name)).multiplyAdds;
}
