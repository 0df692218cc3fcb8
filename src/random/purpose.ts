import { derive, extend } from "./mix32";
import { textKey } from "./textKey";

/**
 * What random numbers are drawn for, each with its own fixed number, so that one purpose never shifts another's draws.
 *
 * The numbers are part of every recorded run: add lines, never renumber. They start at 100000 because the data set's
 * own keys are `derive(seed, 0 | 1, image)`, `derive(seed, 1000, identity)` and `derive(seed, 2000 + split, …)`.
 */
export const PURPOSES = {
  /** Initial weights; path: tensor name. */
  init: 100000,
  /** Order of the training images; path: epoch. */
  shuffle: 100001,
  /** Mirrored images; path: step, view. */
  flip: 100002,
  /** Shifts; path: step, view. */
  shift: 100003,
  /** Dropout masks; path: layer name, step. */
  dropout: 100004,
  /** Per-step random choices of a method; path: stream name, step. */
  dynamic: 100005,
  /** Which training images keep their labels. */
  labelled: 100006,
  /** Images of the reference probe. */
  probe: 100007,
  /** Images of the regular evaluation. */
  evaluation: 100008,
  /** Holes of Cutout; path: step, view. */
  cutout: 100009,
  /** Colour jitter; path: step, view. */
  jitter: 100010,
  /** Which images lose their colours; path: step, view. */
  grey: 100011,
  /** Order of the projections where gradients are combined; path: step. */
  combining: 100012,
} as const;

export type Purpose = keyof typeof PURPOSES;

/**
 * The key of a named stream: `derive(seed, purpose, …path)`, texts folded by `textKey` first.
 *
 * A longer path extends a shorter one: `streamKey(s, p, a, b)` is `extend(streamKey(s, p, a), b)` for a number b.
 * @param seed the experiment's seed, a whole number; counts modulo 2^32.
 */
export function streamKey(seed: number, purpose: Purpose, ...path: readonly (string | number)[]): number {
  let key = derive(seed, PURPOSES[purpose]);
  for (const part of path) key = extend(key, typeof part === "number" ? part : textKey(part));
  return key;
}
