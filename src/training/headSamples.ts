import { predictions } from "../catalog/metrics/metric";
import type { HeadSamples } from "../protocol/event";
import { packNumbers } from "../protocol/packed";
import { exp } from "../stats/elementary";

/**
 * One head's answer to each image, packed: the guess and how sure it is.
 * @param logits `[rows, classes]`; @param variance `[rows]`.
 */
export function headSamples(logits: Float32Array, classes: number, variance?: Float32Array): HeadSamples {
  const guesses = predictions(logits, classes);
  const confidence = Uint8Array.from(guesses, (guess, row) => {
    if (guess < 0) return 0;
    const top = logits[row * classes + guess] ?? 0;
    let sum = 0;
    for (let index = 0; index < classes; index += 1) sum += exp((logits[row * classes + index] ?? 0) - top);
    return Math.round(255 / sum);
  });
  return {
    // −1 becomes 65535.
    guesses: packNumbers(Uint16Array.from(guesses)),
    confidence: packNumbers(confidence),
    ...(variance === undefined ? {} : { variance: packNumbers(variance) }),
  };
}
