import { MAIN, type BranchId } from "../../graph/networkGraph";

/** Branches first, as they leave the trunk; main last. */
export function orderedHeads<T>(heads: { readonly [branch: BranchId]: T }): readonly (readonly [BranchId, T])[] {
  const all = Object.entries(heads);
  return [...all.filter(([branch]) => branch !== MAIN), ...all.filter(([branch]) => branch === MAIN)];
}
