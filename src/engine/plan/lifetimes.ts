import type { Region } from "./region";

/** One thing that touches regions: an operation, or a dispatch of it. */
export interface Toucher {
  readonly regions: readonly Region[];
}

/** First and last position of a list that touches each transient. */
export function lifetimes(list: readonly Toucher[]): ReadonlyMap<Region, readonly [first: number, last: number]> {
  const spans = new Map<Region, [number, number]>();
  list.forEach(({ regions }, index) => {
    for (const region of regions) {
      if (region.home !== undefined) continue;
      const span = spans.get(region);
      if (span === undefined) spans.set(region, [index, index]);
      else span[1] = index;
    }
  });
  return spans;
}

/** A piece of memory that transients take turns in. */
interface Slot {
  words: number;
  /** Its memory is made: it no longer grows. */
  made: boolean;
  free: boolean;
}

/**
 * Memory of all transients of an executor, as numbered slots. Nothing of one program's run is alive when the next one
 * starts, so all programs share the slots; within a program a slot passes on after its tenant's last use.
 */
export class TransientPool {
  readonly #slots: Slot[] = [];

  /** Words of all slots. */
  get words(): number {
    return this.#slots.reduce((sum, { words }) => sum + words, 0);
  }

  /** Gives every transient of a list its slot: the tightest that is free and large enough, else one that can grow. */
  plan(list: readonly Toucher[]): ReadonlyMap<Region, number> {
    const spans = lifetimes(list);
    const places = new Map<Region, number>();
    for (const slot of this.#slots) slot.free = true;
    list.forEach(({ regions }, index) => {
      const touched = [...new Set(regions)].filter((region) => spans.has(region));
      for (const region of touched) if (spans.get(region)?.[0] === index) places.set(region, this.#take(region.words));
      for (const region of touched) {
        const slot = this.#slots[places.get(region) ?? -1];
        if (slot !== undefined && spans.get(region)?.[1] === index) slot.free = true;
      }
    });
    return places;
  }

  /** Words of a slot whose memory is made now; it no longer grows. */
  make(index: number): number {
    const slot = this.#slots[index];
    if (slot === undefined) throw new Error(`no slot ${index}`);
    slot.made = true;
    return slot.words;
  }

  #take(words: number): number {
    let best = -1;
    let growable = -1;
    this.#slots.forEach((slot, index) => {
      if (!slot.free) return;
      if (slot.words >= words) {
        if (best < 0 || slot.words < (this.#slots[best]?.words ?? 0)) best = index;
      } else if (!slot.made) {
        if (growable < 0 || slot.words > (this.#slots[growable]?.words ?? 0)) growable = index;
      }
    });
    const fresh = { words, made: false, free: true };
    const chosen = best >= 0 ? best : growable >= 0 ? growable : this.#slots.push(fresh) - 1;
    const slot = this.#slots[chosen];
    if (slot !== undefined) {
      slot.words = Math.max(slot.words, words);
      slot.free = false;
    }
    return chosen;
  }
}
