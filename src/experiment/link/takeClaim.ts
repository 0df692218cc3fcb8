import type { PairBag } from "./grammar";

const CLAIM_KEYS = ["e", "hw", "r", "rc", "rg", "nt", "ex"] as const;

/** A claim's pairs as they stand in a link, taken out of it. */
export function takeClaim(pairs: PairBag): readonly string[] {
  return CLAIM_KEYS.flatMap((key) => {
    const value = pairs.take(key);
    return value === undefined ? [] : [`${key}=${value}`];
  });
}
