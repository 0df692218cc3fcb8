import { belowAt } from "./mix32";

/**
 * A random order of 0 … n - 1, by Fisher and Yates' shuffle from the end: position j = n - 1, …, 1 takes draw n - j.
 *
 * Each swap partner is the high word of a 32 × 32-bit product (see `belowAt`): one draw per swap, none rejected.
 * @param n from 0 to 2^21.
 * @returns `[n]`, each number exactly once.
 * @throws RangeError when n is not such a number.
 */
export function permutation(key: number, n: number): Uint32Array<ArrayBuffer> {
  if (!Number.isInteger(n) || n < 0 || n > 2 ** 21) {
    throw new RangeError(`permutation: n is ${n}; expected a whole number from 0 to ${2 ** 21}`);
  }
  const order = new Uint32Array(n);
  for (let j = 0; j < n; j++) order[j] = j;
  for (let j = n - 1; j > 0; j--) {
    const partner = belowAt(key, n - j, j + 1);
    const moved = order[j] ?? 0;
    order[j] = order[partner] ?? 0;
    order[partner] = moved;
  }
  return order;
}
