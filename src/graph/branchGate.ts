import { unitAt } from "../random/mix32";
import { streamKey } from "../random/purpose";
import type { BranchId } from "./networkGraph";
import type { Term } from "./term";

/**
 * Whether chance leaves a gated branch on at a step: one draw per branch and step, whichever term asks.
 * @param step zero-based: the updates done before it.
 */
export function isBranchOn(branch: BranchId, rate: number, seed: number, step: number): boolean {
  return unitAt(streamKey(seed, "dynamic", branch, step), 1) < rate;
}

/** The branches that chance switches off at a step, among those that a branch gate names; drawn open in the diagram. */
export function branchesOff(terms: readonly Term[], seed: number, step: number): ReadonlySet<BranchId> {
  const off = new Set<BranchId>();
  for (const { dynamic } of terms) {
    if (dynamic?.rule !== "branchGate") continue;
    for (const branch of dynamic.branches) if (!isBranchOn(branch, dynamic.rate, seed, step)) off.add(branch);
  }
  return off;
}
