/**
 * How large a difference is worth words. Everything on the page that says who leads asks here.
 *
 * Two sources of chance are told apart, and neither is a constant:
 *
 * - the test images. Two classifiers are compared on the same n images; of those only the ones count on which exactly one
 *   of them is right, a share d. The difference Δ of their accuracies then has the standard error √((d − Δ²) / n)
 *   (McNemar 1947). How often their guesses differ bounds d; where nothing is known of them, the d of two independent
 *   classifiers is taken, which is more than two trained on the same images have.
 * - the seeds. From three finished seeds on, the spread of their paired differences gives Student's interval of the mean.
 *   It contains the images' share, since every seed draws other images.
 */
import { meanOf, standardDeviation } from "./mean";

/** Two-sided, 95 %. */
const NORMAL = 1.959963984540054;
/** Student's t for 95 %, by degrees of freedom from 2 on; as many as series of seeds can be long. */
const STUDENT = [4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157] as const;
const FEWEST_DEGREES = 2;
/** From so many seeds on their own spread is used. */
export const SEEDS_FOR_SPREAD = 3;

/** What is known of two accuracies of one run. */
export interface Compared {
  /** Accuracies, 0 to 1. */
  readonly first: number;
  readonly second: number;
  /** Test images that both were measured on. */
  readonly images: number;
  /** Share of these images on which the two guess differently, where that is known. */
  readonly disagreement?: number;
  /** Accuracy of guessing blindly, where there is one. */
  readonly chance?: number;
}

/** A difference with what it is worth. */
export interface Judgement {
  /** Second minus first, in points (hundredths). */
  readonly points: number;
  /** Smaller differences than this are within what chance produces. */
  readonly noise: number;
  /**
   * `chance`: neither arm is better than guessing. `unclear`: within the noise. `clear`: beyond it.
   */
  readonly kind: "chance" | "unclear" | "clear";
}

/** Points within which the test images alone can produce a difference: 95 %, and never less than one image. */
export function imageNoise({ first, second, images, disagreement }: Compared): number {
  if (!(images > 0)) return Number.POSITIVE_INFINITY;
  const independent = first * (1 - second) + second * (1 - first);
  const apart = Math.min(disagreement ?? 1, independent);
  const variance = Math.max(0, apart - (second - first) ** 2);
  return 100 * Math.max(NORMAL * Math.sqrt(variance / images), 1 / images);
}

/** One run's difference. */
export function judgeRun(compared: Compared): Judgement {
  const points = (compared.second - compared.first) * 100;
  const noise = imageNoise(compared);
  if (isAtChance(compared)) return { points, noise, kind: "chance" };
  return { points, noise, kind: Math.abs(points) < noise ? "unclear" : "clear" };
}

/**
 * The mean difference of several seeds.
 * @param differences paired, in points.
 * @param single noise of one seed's difference from its images alone; used until there are seeds enough for a spread.
 */
export function judgeSeeds(differences: readonly number[], single: number): Judgement {
  const n = differences.length;
  const points = meanOf(differences);
  const student = STUDENT[Math.min(n - SEEDS_FOR_SPREAD, STUDENT.length - 1)];
  const spread = n < SEEDS_FOR_SPREAD || student === undefined ? undefined : student * standardDeviation(differences);
  const noise = (spread ?? single) / Math.sqrt(n);
  // Two seeds that disagree about the sign say nothing, however large their mean.
  const agree = differences.every((difference) => Math.sign(difference) === Math.sign(points));
  const clear = Math.abs(points) >= noise && points !== 0 && (n >= SEEDS_FOR_SPREAD || agree);
  return { points, noise, kind: clear ? "clear" : "unclear" };
}

/** Whether both accuracies are within what blind guessing reaches on so many images. */
function isAtChance({ first, second, images, chance }: Compared): boolean {
  if (chance === undefined) return false;
  const reach = chance + NORMAL * Math.sqrt((chance * (1 - chance)) / images);
  return first <= reach && second <= reach;
}

/** Half the width of Student's 95 % interval of the mean of some values; undefined for fewer than three. */
export function meanNoise(values: readonly number[]): number | undefined {
  const student = STUDENT[values.length - 1 - FEWEST_DEGREES];
  return student === undefined ? undefined : (student * standardDeviation(values)) / Math.sqrt(values.length);
}

/** A difference of two agreements, and what other images could have made of it. */
export interface AgreementJudgement {
  /** Second minus first, in cosines. */
  readonly difference: number;
  /** Smaller differences than this are within what other images of the batch can produce: 95 %. */
  readonly noise: number;
  readonly kind: "unclear" | "clear";
}

/**
 * What a value is worth of which it is known how it moves when each of a few groups of images is left out.
 * @param without `[groups]`, three at least: the value without each of them.
 * @returns half the width of its 95 % interval, by the jackknife: t · √((m − 1)/m · Σ(vⱼ − v̄)²) with m − 1 degrees of freedom.
 * Source: Tukey, Bias and confidence in not quite large samples (1958).
 */
export function jackknifeNoise(without: readonly number[]): number {
  const m = without.length;
  const student = STUDENT[m - 1 - FEWEST_DEGREES];
  if (student === undefined) return Number.POSITIVE_INFINITY;
  // The standard deviation divides by m - 1.
  return (student * (m - 1) * standardDeviation(without)) / Math.sqrt(m);
}

/**
 * Two agreements of one batch. The groups that are left out hold the same images for both, so that what these do to both alike
 * is no part of the noise.
 */
export function judgeAgreements(first: LeftOutValue, second: LeftOutValue): AgreementJudgement {
  const difference = second.whole - first.whole;
  const noise = jackknifeNoise(second.without.map((value, group) => value - (first.without[group] ?? Number.NaN)));
  return { difference, noise, kind: Math.abs(difference) > noise ? "clear" : "unclear" };
}

interface LeftOutValue {
  readonly whole: number;
  readonly without: readonly number[];
}
