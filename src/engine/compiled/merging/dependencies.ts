import type { Arena, Region } from "../../plan/region";
import type { Dispatch } from "../kernel";

/** A run of words that a dispatch reads or writes, and where it lies: an arena, or nowhere but in itself. */
interface Use {
  readonly dispatch: number;
  readonly writes: boolean;
  readonly from: number;
  readonly to: number;
}

/** What lies in the same memory as a region, whatever part of it. */
const memoryOf = (region: Region): Arena | Region => region.home?.arena ?? region;

/**
 * By dispatch: the earlier ones that must have run. Two of them can change places unless one writes what the other reads or writes.
 */
export function dependencies(list: readonly Dispatch[]): readonly ReadonlySet<number>[] {
  const uses = new Map<Arena | Region, Use[]>();
  return list.map((dispatch, index) => {
    const before = new Set<number>();
    for (const { region, writes } of usesOf(dispatch)) {
      const memory = memoryOf(region);
      const from = region.home?.offset ?? 0;
      const use = { dispatch: index, writes, from, to: from + region.words };
      const known = uses.get(memory) ?? [];
      for (const other of known) {
        if ((writes || other.writes) && other.from < use.to && from < other.to && other.dispatch !== index) {
          before.add(other.dispatch);
        }
      }
      known.push(use);
      uses.set(memory, known);
    }
    return before;
  });
}

/** What a dispatch reads and writes; where it says what it writes of a larger region, no more than that. */
function usesOf({
  kernel,
  regions,
  writes,
}: Dispatch): readonly { readonly region: Region; readonly writes: boolean }[] {
  const bound = regions.map((region, binding) => ({ region, writes: kernel.access[binding] === "w" }));
  if (writes === undefined) return bound;
  return [...bound.filter((use) => !use.writes), ...writes.map((region) => ({ region, writes: true }))];
}
