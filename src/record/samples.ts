import type { HeadSamples } from "../protocol/event";
import { unpackNumbers } from "../protocol/packed";
import type { ArmCurves, ArmSamples } from "./runRecord";
import { remember } from "../experiment/remember";

/** One head's answers, unpacked. */
export interface Answers {
  /** `[images]` class indices; −1 where a logit was not a number. */
  readonly guesses: readonly number[];
  /** `[images]` probability of the guess, 0 to 1 in 255ths. */
  readonly confidence: readonly number[];
  /** `[images]`, for heads that the bias loss weighs. */
  readonly variance: readonly number[] | undefined;
}

const NOT_A_GUESS = 65_535;

/** Unpacked once per record. */
export const answersOf = remember(({ guesses, confidence, variance }: HeadSamples): Answers => ({
  guesses: unpackNumbers(guesses, "u16").map((guess) => (guess === NOT_A_GUESS ? -1 : guess)),
  confidence: unpackNumbers(confidence, "u8").map((value) => value / 255),
  variance: variance === undefined ? undefined : unpackNumbers(variance, "f32"),
}));

/** The last evaluation at or before a step. */
export function samplesAt(arm: ArmCurves, atStep = Infinity): ArmSamples | undefined {
  return arm.samples.findLast(({ step }) => step <= atStep);
}

/** From here on a head counts as sure. */
export const CONFIDENT = 0.8;

/**
 * Images on which any of some heads is wrong and sure, the surest first.
 * @param labels `[images]`.
 */
export function confidentMistakes(
  heads: readonly Answers[],
  labels: ArrayLike<number>,
  limit: number,
): readonly number[] {
  const worst = new Map<number, number>();
  for (const { guesses, confidence } of heads) {
    guesses.forEach((guess, image) => {
      const sure = confidence[image] ?? 0;
      if (guess < 0 || guess === labels[image] || sure < CONFIDENT) return;
      worst.set(image, Math.max(sure, worst.get(image) ?? 0));
    });
  }
  return [...worst]
    .sort(([a, sureA], [b, sureB]) => sureB - sureA || a - b)
    .slice(0, limit)
    .map(([image]) => image);
}
