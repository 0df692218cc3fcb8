import { SLOT_WORDS, transient, type Arena, type Region } from "../../plan/region";
import type { Dispatch } from "../kernel";

/** A transient's place: the block that it lies in, and words before it there. */
export interface InBlock {
  readonly block: Region;
  readonly offset: number;
}

/**
 * Which regions lie side by side in one buffer, since one binding shows a kernel all of them: those that stand at the same place
 * of dispatches that are one. A buffer that a dispatch writes may not be bound to it a second time, so that what one dispatch
 * has at two places, and writes at one of them, stays apart for ever.
 */
export class Neighbours {
  readonly #besides: (a: Arena, b: Arena) => boolean;
  readonly #most: number;
  readonly #parents = new Map<Region, Region>();
  /** By the first of each neighbourhood: words of all that lie there. */
  readonly #words = new Map<Region, number>();
  /** By the first of each neighbourhood: the firsts of those that may not join it. */
  readonly #apart = new Map<Region, Set<Region>>();

  /**
   * @param most words of a buffer.
   * @param besides whether two arenas lie in one buffer.
   */
  constructor(list: readonly Dispatch[], most: number, besides: (a: Arena, b: Arena) => boolean) {
    this.#besides = besides;
    this.#most = most;
    for (const { kernel, regions } of list) {
      regions.forEach((region, binding) => {
        if (region.home !== undefined) return;
        regions.forEach((other, place) => {
          if (other === region || other.home !== undefined) return;
          if (kernel.access[binding] === "w" || kernel.access[place] === "w") this.#keepApart(region, other);
        });
      });
    }
  }

  /**
   * Has the regions of two dispatches lie side by side, binding by binding.
   * @returns false, and changes nothing, where they cannot.
   */
  join(regions: readonly Region[], others: readonly Region[]): boolean {
    const undo: (() => void)[] = [];
    const joined = regions.every((region, binding) => {
      const other = others[binding];
      if (other === undefined) return false;
      // Arenas lie where they lie.
      if (region.home !== undefined || other.home !== undefined) {
        const [arena, beside] = [region.home?.arena, other.home?.arena];
        return arena !== undefined && beside !== undefined && (arena === beside || this.#besides(arena, beside));
      }
      const [a, b] = [this.#first(region), this.#first(other)];
      if (a === b) return true;
      if (this.#apartFrom(a).has(b) || this.#wordsOf(a) + this.#wordsOf(b) > this.#most) return false;
      undo.push(this.#unite(a, b));
      return true;
    });
    if (!joined) for (const each of undo.reverse()) each();
    return joined;
  }

  /** Every transient of a list in its block; alone it is its own. */
  blocks(list: readonly Dispatch[]): ReadonlyMap<Region, InBlock> {
    const members = new Map<Region, Set<Region>>();
    for (const { regions } of list) {
      for (const region of regions) {
        if (region.home !== undefined) continue;
        const first = this.#first(region);
        members.set(first, (members.get(first) ?? new Set<Region>()).add(region));
      }
    }
    const places = new Map<Region, InBlock>();
    for (const [first, regions] of members) {
      const block = regions.size === 1 ? first : transient(`${first.name}+like`, this.#wordsOf(first));
      let offset = 0;
      for (const region of regions) {
        places.set(region, { block, offset });
        offset += padded(region.words);
      }
    }
    return places;
  }

  #first(region: Region): Region {
    let first = region;
    for (let next = this.#parents.get(first); next !== undefined; next = this.#parents.get(first)) first = next;
    return first;
  }

  #wordsOf(first: Region): number {
    return this.#words.get(first) ?? padded(first.words);
  }

  /** @returns how to take it back, as long as nothing has been united since. */
  #unite(a: Region, b: Region): () => void {
    const words = this.#wordsOf(a);
    this.#parents.set(b, a);
    this.#words.set(a, words + this.#wordsOf(b));
    const added = [...this.#apartFrom(b)].filter((other) => !this.#apartFrom(a).has(other));
    for (const other of added) this.#keepApart(a, other);
    return () => {
      this.#parents.delete(b);
      this.#words.set(a, words);
      for (const other of added) {
        this.#apartFrom(a).delete(other);
        this.#apartFrom(other).delete(a);
      }
    };
  }

  #keepApart(a: Region, b: Region): void {
    this.#apartFrom(a).add(b);
    this.#apartFrom(b).add(a);
  }

  #apartFrom(first: Region): Set<Region> {
    const known = this.#apart.get(first) ?? new Set<Region>();
    this.#apart.set(first, known);
    return known;
  }
}

/** Words up to where the next region can begin. */
const padded = (words: number): number => Math.ceil(words / SLOT_WORDS) * SLOT_WORDS;
