import { answersIn } from "../catalog/metrics/answers";
import type { HeadSamples } from "../protocol/event";
import { packNumbers } from "../protocol/packed";

/**
 * One head's answer to each image, packed: the guess and how sure it is.
 * @param logits `[rows, classes]`; @param variance `[rows]`.
 */
export function headSamples(logits: Float32Array, classes: number, variance?: Float32Array): HeadSamples {
  const { guesses, levels } = answersIn(logits, classes);
  return {
    // −1 becomes 65535.
    guesses: packNumbers(Uint16Array.from(guesses)),
    confidence: packNumbers(levels),
    ...(variance === undefined ? {} : { variance: packNumbers(variance) }),
  };
}
