import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { meanOf, standardDeviation } from "./mean";
import { SEEDS_FOR_SPREAD } from "./noise";

/** A mean with what five or fifty numbers allow to say about it. */
export interface PairedDifference {
  /** Pairs. */
  readonly n: number;
  readonly mean: number;
  /** Paired-t confidence interval of the mean; undefined for fewer than three pairs, whose spread says too little. */
  readonly interval?: readonly [low: number, high: number];
  /**
   * Two-sided sign-flip permutation p: the share of sign patterns whose mean is at least as far from zero. Undefined for
   * fewer than three pairs.
   */
  readonly p?: number;
}

/** Up to this many pairs every sign pattern is counted; beyond, a fixed sample of them. */
const EXACT_PAIRS = 12;
const SAMPLED_PATTERNS = 10_000;
/** Bits taken of one draw. */
const PATTERN_BITS = 30;

/**
 * Differences of pairs, `treated − baseline` with the same seed, against none at all. The interval assumes normal
 * differences, the p only that they are as likely up as down; with n pairs the p cannot fall below 2/2ⁿ.
 * Source: Student (1908); Fisher, The Design of Experiments (1935), §21.
 */
export function pairedDifference(differences: readonly number[], confidence = 0.95): PairedDifference {
  const n = differences.length;
  const mean = meanOf(differences);
  const interval = meanInterval(differences, confidence);
  return interval === undefined ? { n, mean } : { n, mean, interval, p: signFlipP(differences) };
}

/** Student's confidence interval of the mean of normal values; undefined for fewer than three. */
export function meanInterval(
  values: readonly number[],
  confidence = 0.95,
): readonly [low: number, high: number] | undefined {
  const n = values.length;
  if (n < SEEDS_FOR_SPREAD) return undefined;
  const mean = meanOf(values);
  const half = (tQuantile((1 + confidence) / 2, n - 1) * standardDeviation(values)) / Math.sqrt(n);
  return [mean - half, mean + half];
}

/** Two-sided sign-flip permutation p of the mean; 1 for no values. */
export function signFlipP(differences: readonly number[]): number {
  const n = differences.length;
  if (n === 0) return 1;
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  // Sums in another order differ in the last bits; what is equal must count as equal.
  const threshold = observed - 1e-9 * Math.max(observed, 1e-300);
  const reaches = (flip: (index: number) => boolean): boolean =>
    Math.abs(differences.reduce((sum, value, index) => sum + (flip(index) ? -value : value), 0)) >= threshold;
  let count = 0;
  if (n <= EXACT_PAIRS) {
    for (let bits = 0; bits < 2 ** n; bits += 1) if (reaches((index) => ((bits >> index) & 1) === 1)) count += 1;
    return count / 2 ** n;
  }
  // xorshift32: the same patterns every time, a bit per pair.
  let state = 1;
  for (let sample = 0; sample < SAMPLED_PATTERNS; sample += 1) {
    let sum = 0;
    for (let index = 0; index < n; index += 1) {
      if (index % PATTERN_BITS === 0) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
      }
      const value = differences[index] ?? 0;
      sum += ((state >>> (index % PATTERN_BITS)) & 1) === 1 ? -value : value;
    }
    if (Math.abs(sum) >= threshold) count += 1;
  }
  // The observed pattern is one of those that are possible.
  return (count + 1) / (SAMPLED_PATTERNS + 1);
}

/**
 * p values corrected for having asked several questions at once, in the order given.
 * Source: Holm, A simple sequentially rejective multiple test procedure (1979).
 */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, index) => index).sort((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1));
  const corrected = ps.map(() => 1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * (ps[index] ?? 1)));
    corrected[index] = largest;
  });
  return corrected;
}

/** Pearson's correlation; undefined for fewer than three pairs or when one side does not vary. */
export function correlation(pairs: readonly (readonly [x: number, y: number])[]): number | undefined {
  const mx = meanOf(pairs.map(([x]) => x));
  const my = meanOf(pairs.map(([, y]) => y));
  let [xy, xx, yy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xy += (x - mx) * (y - my);
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
  }
  return pairs.length < 3 || xx === 0 || yy === 0 ? undefined : xy / Math.sqrt(xx * yy);
}
