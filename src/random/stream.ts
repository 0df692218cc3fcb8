import { byteNormal, drawAt } from "./mix32";

/**
 * The draws of one key in order. State is only the number of the next draw; a stream lives inside the drawing of one
 * item (a picture, a clutter shape) and never passes from one item to the next. The functions may be detached.
 */
export interface Stream {
  /** Unsigned 32-bit integer. */
  readonly u32: () => number;
  /** Uniform in [0, 1). */
  readonly unit: () => number;
  /** Uniform in [low, high). */
  readonly range: (low: number, high: number) => number;
  /** Whole number from 0 to n - 1. */
  readonly below: (n: number) => number;
  /**
   * One element of a list, each equally likely.
   * @throws RangeError for an empty list.
   */
  readonly pick: <T>(list: readonly T[]) => T;
  /** Roughly normal with mean 0 and variance 1; see `byteNormalAt`. */
  readonly byteNormal: () => number;
}

/** The stream whose j-th draw, counted from 1, is `drawAt(key, j)`; each method takes exactly one draw. */
export function createStream(key: number): Stream {
  let drawn = 0;
  const u32 = (): number => drawAt(key, ++drawn);
  const unit = (): number => u32() / 4294967296;
  const below = (n: number): number => Math.floor(unit() * n);
  return {
    u32,
    unit,
    range: (low, high) => low + (high - low) * unit(),
    below,
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new RangeError("pick: the list is empty");
      return list[below(list.length)] as T;
    },
    byteNormal: () => byteNormal(u32()),
  };
}
