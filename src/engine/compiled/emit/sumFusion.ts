import type { Arena, Region } from "../../plan/region";
import type { Dispatch } from "../kernel";
import { sumManyParts, type PartSum } from "../kernels/sumParts";

/*
 * Sums of split filter gradients of several layers in one dispatch, for graphics cards: each alone is over in less time than it
 * takes to start, and nobody needs them before the update. They wait until somebody does, or until a kernel has as many buffers
 * as every adapter offers.
 */

/** One of the eight buffers is the arena that all sums go to. */
const MOST_SUMS = 7;

interface Waiting {
  readonly parts: Region;
  readonly sum: Region;
  readonly shape: PartSum;
}

/** Whether two regions share memory. */
function overlap(a: Region, b: Region): boolean {
  if (a.home === undefined || b.home === undefined) return a === b;
  const [from, other] = [a.home.offset, b.home.offset];
  return a.home.arena === b.home.arena && from < other + b.words && other < from + a.words;
}

/** Sums that wait to be dispatched together. */
export class SumFusion {
  #waiting: Waiting[] = [];
  #arena: Arena | undefined;

  /** @returns false where it cannot wait: a sum without a place of its own in an arena, or not in fours. */
  add(parts: Region, sum: Region, count: number): boolean {
    const { home } = sum;
    if (home === undefined || sum.words % 4 !== 0) return false;
    if (this.#arena !== undefined && this.#arena !== home.arena) return false;
    this.#arena = home.arena;
    this.#waiting.push({ parts, sum, shape: { count: sum.words, parts: count, offset: home.offset } });
    return true;
  }

  /** Whether they can wait no longer, be it that one of the regions is about to be used. */
  isDue(regions: readonly Region[] = []): boolean {
    if (this.#waiting.length >= MOST_SUMS) return true;
    return this.#waiting.some(({ parts, sum }) => regions.some((each) => each === parts || overlap(each, sum)));
  }

  /** Hands out what waits, and forgets it; undefined where nothing does. */
  take(): Dispatch | undefined {
    const [waiting, arena] = [this.#waiting, this.#arena];
    this.#waiting = [];
    this.#arena = undefined;
    if (arena === undefined || waiting.length === 0) return undefined;
    const kernel = sumManyParts(
      waiting.map(({ shape }) => shape),
      arena.words,
    );
    return {
      kernel,
      regions: [...waiting.map(({ parts }) => parts), arena.span(0, arena.words)],
      writes: waiting.map(({ sum }) => sum),
    };
  }
}
