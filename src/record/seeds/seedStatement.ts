import { meanOf, standardDeviation } from "../../stats/mean";
import { judgeSeeds, type Judgement } from "../../stats/noise";
import type { SeedResult } from "./seedResults";

/** One seed's paired difference. */
export interface SeedDifference {
  readonly seed: number;
  /** Second arm minus first, in points (hundredths of accuracy or mAP). */
  readonly points: number;
}

/** What some seeds say of two arms, in words as plain as they are few: no p-value is made of a handful of numbers. */
export type SeedStatement =
  | { readonly kind: "none" }
  /** Not evidence. */
  | { readonly kind: "one"; readonly points: number }
  /** Every seed puts the same arm ahead. */
  | { readonly kind: "agree"; readonly leader: "first" | "second"; readonly n: number; readonly mean: number }
  /** Some put one arm ahead and some the other, or neither. */
  | {
      readonly kind: "disagree";
      /** Whom more seeds put ahead; undefined when as many put either. */
      readonly leader: "first" | "second" | undefined;
      /** Seeds with the leader ahead; without a leader, with the second arm ahead. */
      readonly ahead: number;
      readonly n: number;
      readonly mean: number;
    }
  /** No seed shows any difference. */
  | { readonly kind: "level"; readonly n: number };

/** Smaller differences than these show as zero. */
const LEVEL = 0.05;

/** The seeds in which both arms have a value, with their difference. */
export function seedDifferences(
  results: readonly SeedResult[],
  first: number,
  second: number,
): readonly SeedDifference[] {
  return results.flatMap(({ seed, values }) => {
    const [a, b] = [values[first], values[second]];
    return a == null || b == null ? [] : [{ seed, points: (b - a) * 100 }];
  });
}

/** What several finished seeds come to. */
export interface SeedJudgement extends Judgement {
  readonly seeds: number;
}

/**
 * The mean over seeds with what it is worth; undefined for fewer than two seeds.
 * @param single what one run's images alone can produce, in points; undefined where that is not known.
 */
export function seedJudgement(
  differences: readonly SeedDifference[],
  single: Pick<Judgement, "noise" | "kind"> | undefined,
): SeedJudgement | undefined {
  const points = differences.map((difference) => difference.points);
  if (points.length < 2) return undefined;
  const judged = judgeSeeds(points, single?.noise ?? Number.POSITIVE_INFINITY);
  return { ...judged, kind: single?.kind === "chance" ? "chance" : judged.kind, seeds: points.length };
}

/** What paired differences say; their mean is told as second minus first. */
export function seedStatement(differences: readonly SeedDifference[]): SeedStatement {
  const points = differences.map((difference) => difference.points);
  const n = points.length;
  const [only] = points;
  if (only === undefined) return { kind: "none" };
  if (n === 1) return { kind: "one", points: only };
  const mean = meanOf(points);
  const first = points.filter((value) => value <= -LEVEL).length;
  const second = points.filter((value) => value >= LEVEL).length;
  if (first + second === 0) return { kind: "level", n };
  if (first === n || second === n) return { kind: "agree", leader: second === n ? "second" : "first", n, mean };
  const leader = first === second ? undefined : second > first ? "second" : "first";
  return { kind: "disagree", leader, ahead: leader === "first" ? first : second, n, mean };
}

/** An arm over its seeds. */
export interface SeedMean {
  readonly n: number;
  readonly mean: number;
  /** Between seeds, with n − 1; NaN for one seed. */
  readonly deviation: number;
}

/** @returns undefined when no seed has a value. */
export function seedMean(results: readonly SeedResult[], arm: number): SeedMean | undefined {
  const values = results.flatMap((result) => result.values[arm] ?? []);
  return values.length === 0
    ? undefined
    : { n: values.length, mean: meanOf(values), deviation: standardDeviation(values) };
}
