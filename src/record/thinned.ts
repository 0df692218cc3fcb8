/*
 * What is kept of evaluations that bring more than a number per curve: each head's answer to each image. Curves may grow
 * with a run, these must not. Once there are too many, every second is let go, then every fourth, and so on: the stride
 * doubles, so what is kept always lies evenly over the run. The newest stays until the next one comes.
 */

/** An evaluation of a run, the `nth` of its kind from 0. */
export interface Nth {
  readonly nth: number;
}

/** Values of all kept evaluations together, about 4 bytes each. */
const MOST_VALUES = 4_000_000;
const MOST = 256;
/** Enough to see where a run was, however large each is. */
const FEWEST = 8;

/**
 * The kept evaluations and one more.
 * @param values how many numbers the first evaluation holds; they decide how many evaluations are kept.
 */
export function thinned<T extends object>(kept: readonly (T & Nth)[], next: T, values: number): readonly (T & Nth)[] {
  const nth = (kept.at(-1)?.nth ?? -1) + 1;
  const most = Math.min(MOST, Math.max(FEWEST, Math.floor(MOST_VALUES / Math.max(1, values))));
  let stride = 1;
  while ((nth + 1) / stride > most) stride *= 2;
  return [...kept.filter((one) => one.nth % stride === 0), { ...next, nth }];
}
