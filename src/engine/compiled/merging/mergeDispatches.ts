import { MAX_GROUPS, type Dispatch } from "../kernel";
import { dependencies } from "./dependencies";
import { MOST_INSTANCES, sharingOf } from "./instances";
import type { Neighbours } from "./neighbours";

/*
 * Equal dispatches as one. Arms of one experiment have the same trunk, and branches often repeat a part of it: the same kernel runs
 * several times, on other memory, and none of those runs waits for another. Where that is so they become one dispatch of several
 * instances, which costs one start and fills more of a card.
 *
 * The list may be put into any order in which everything comes behind what it depends on. Which one makes the fewest dispatches is
 * not worth finding out exactly; a good one comes of taking, of all kernels that something is ready for, the one with the
 * smallest share of dispatches that still wait, and among equals the one that is furthest from the end of the list.
 */

/** Dispatches of one kernel that run as one: its instances. */
export type Merged = readonly Dispatch[];

/** Dispatches of one kernel that have not been ordered yet. */
interface Kind {
  readonly left: Set<Node>;
  /** How many of them wait for nothing. */
  ready: number;
  /** Sum of their heights. */
  height: number;
}

interface Node {
  readonly dispatch: Dispatch;
  readonly index: number;
  readonly kind: Kind;
  readonly after: Node[];
  waits: number;
  /** Dispatches on the longest way from here to the end. */
  height: number;
}

/**
 * The list in another order, equal dispatches together.
 * @param neighbours which regions can come to lie side by side.
 */
export function mergeDispatches(list: readonly Dispatch[], neighbours: Neighbours): readonly Merged[] {
  const kinds = kindsOf(list);
  const merged: Merged[] = [];
  while (kinds.size > 0) {
    const kind = nextOf(kinds);
    const together = instancesOf(kind, neighbours);
    for (const node of together) {
      kind.left.delete(node);
      kind.ready -= 1;
      kind.height -= node.height;
      for (const next of node.after) {
        next.waits -= 1;
        if (next.waits === 0) next.kind.ready += 1;
      }
    }
    if (kind.left.size === 0) kinds.delete(kind);
    merged.push(together.map(({ dispatch }) => dispatch));
  }
  return merged;
}

function kindsOf(list: readonly Dispatch[]): Set<Kind> {
  const byText = new Map<string, Kind>();
  const before = dependencies(list);
  const nodes = list.map((dispatch, index): Node => {
    const key = kindOf(dispatch, index);
    const kind = byText.get(key) ?? { left: new Set(), ready: 0, height: 0 };
    byText.set(key, kind);
    const waits = before[index]?.size ?? 0;
    const node = { dispatch, index, kind, after: [], waits, height: 0 };
    kind.left.add(node);
    if (waits === 0) kind.ready += 1;
    return node;
  });
  for (const node of nodes.toReversed()) {
    node.kind.height += node.height;
    for (const earlier of before[node.index] ?? []) {
      const other = nodes[earlier];
      if (other === undefined) continue;
      other.after.push(node);
      other.height = Math.max(other.height, node.height + 1);
    }
  }
  return new Set(byText.values());
}

/** The same for dispatches that can be one. */
function kindOf(dispatch: Dispatch, index: number): string {
  const { kernel } = dispatch;
  const sharing = sharingOf(dispatch);
  return sharing === undefined ? String(index) : JSON.stringify([kernel.workgroups, sharing, kernel.code]);
}

function nextOf(kinds: ReadonlySet<Kind>): Kind {
  let best: Kind | undefined;
  let least: readonly [number, number] = [Infinity, Infinity];
  for (const kind of kinds) {
    if (kind.ready === 0) continue;
    const count = kind.left.size;
    const score = [(count - kind.ready) / count, -kind.height / count] as const;
    if (score[0] < least[0] || (score[0] === least[0] && score[1] < least[1])) [best, least] = [kind, score];
  }
  if (best === undefined) throw new Error("dispatches wait for each other");
  return best;
}

/** Those of a kind that can be one now, in the order of the list. */
function instancesOf({ left }: Kind, neighbours: Neighbours): readonly Node[] {
  const together: Node[] = [];
  for (const node of left) {
    const [first] = together;
    if (node.waits > 0 || together.length === MOST_INSTANCES) continue;
    if (first === undefined) {
      together.push(node);
      continue;
    }
    if (first.dispatch.kernel.workgroups[2] * (together.length + 1) > MAX_GROUPS) break;
    if (neighbours.join(first.dispatch.regions, node.dispatch.regions)) together.push(node);
  }
  return together;
}
