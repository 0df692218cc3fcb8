import { exp } from "../../stats/elementary";
import { predictions } from "./metric";

/** Confidences are kept in 255ths. */
export const LEVELS = 255;

/**
 * One head's guess for each image and the probability that it gives to it.
 * @param logits `[rows, classes]`.
 * @returns both `[rows]`: class indices, −1 where a logit is not a number; probabilities in 255ths, rounded.
 */
export function answersIn(
  logits: Float32Array,
  classes: number,
): { readonly guesses: Int32Array; readonly levels: Uint8Array<ArrayBuffer> } {
  const guesses = predictions(logits, classes);
  const levels = Uint8Array.from(guesses, (guess, row) => {
    if (guess < 0) return 0;
    const top = logits[row * classes + guess] ?? 0;
    let sum = 0;
    for (let index = 0; index < classes; index += 1) sum += exp((logits[row * classes + index] ?? 0) - top);
    return Math.round(LEVELS / sum);
  });
  return { guesses, levels };
}
