import type { Dispatch } from "./kernel";
import type { Region } from "./region";

/** A piece of memory that transients take turns in. */
interface Slot {
  words: number;
  buffer?: GPUBuffer;
  free: boolean;
}

/** First and last dispatch that touch each transient of a list. */
export function lifetimes(
  dispatches: readonly Dispatch[],
): ReadonlyMap<Region, readonly [first: number, last: number]> {
  const spans = new Map<Region, [number, number]>();
  dispatches.forEach(({ regions }, index) => {
    for (const region of regions) {
      if (region.home !== undefined) continue;
      const span = spans.get(region);
      if (span === undefined) spans.set(region, [index, index]);
      else span[1] = index;
    }
  });
  return spans;
}

/**
 * Memory of all transients of an executor. Nothing of one program's run is alive when the next one starts, so all
 * programs share the slots; within a program a slot passes on after its tenant's last dispatch.
 */
export class TransientPool {
  readonly #slots: Slot[] = [];

  /** Words of all slots. */
  get words(): number {
    return this.#slots.reduce((sum, { words }) => sum + words, 0);
  }

  /** Gives every transient of a list its slot: the tightest that is free and large enough, else one that can grow. */
  plan(dispatches: readonly Dispatch[]): ReadonlyMap<Region, number> {
    const spans = lifetimes(dispatches);
    const places = new Map<Region, number>();
    for (const slot of this.#slots) slot.free = true;
    dispatches.forEach(({ regions }, index) => {
      const touched = [...new Set(regions)].filter((region) => spans.has(region));
      for (const region of touched) if (spans.get(region)?.[0] === index) places.set(region, this.#take(region.words));
      for (const region of touched) {
        const slot = this.#slots[places.get(region) ?? -1];
        if (slot !== undefined && spans.get(region)?.[1] === index) slot.free = true;
      }
    });
    return places;
  }

  /** The buffer of a slot; made at first use, after which the slot no longer grows. */
  buffer(index: number, make: (words: number) => GPUBuffer): GPUBuffer {
    const slot = this.#slots[index];
    if (slot === undefined) throw new Error(`no slot ${index}`);
    slot.buffer ??= make(slot.words);
    return slot.buffer;
  }

  destroy(): void {
    for (const { buffer } of this.#slots) buffer?.destroy();
    this.#slots.length = 0;
  }

  #take(words: number): number {
    let best = -1;
    let growable = -1;
    this.#slots.forEach((slot, index) => {
      if (!slot.free) return;
      if (slot.words >= words) {
        if (best < 0 || slot.words < (this.#slots[best]?.words ?? 0)) best = index;
      } else if (slot.buffer === undefined) {
        if (growable < 0 || slot.words > (this.#slots[growable]?.words ?? 0)) growable = index;
      }
    });
    const chosen = best >= 0 ? best : growable >= 0 ? growable : this.#slots.push({ words, free: true }) - 1;
    const slot = this.#slots[chosen];
    if (slot !== undefined) {
      slot.words = Math.max(slot.words, words);
      slot.free = false;
    }
    return chosen;
  }
}
