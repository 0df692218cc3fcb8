import { exp } from "../../stats/elementary";
import { metric, predictions } from "./metric";

const BINS = 15;

/**
 * Expected calibration error: Σₘ |Bₘ| / n · |acc(Bₘ) − conf(Bₘ)| over 15 bins ((m − 1) / 15, m / 15] of the confidence, which
 * is the largest probability.
 */
export const ece = metric({
  kind: "ece",
  title: "Calibration error",
  summary: "How far a head's confidence lies from its accuracy, on average over 15 ranges of confidence (ECE).",
  source: {
    paper: "Guo et al., On Calibration of Modern Neural Networks, ICML 2017, equation 3 with 15 bins",
    arxiv: "1706.04599",
  },
  differs: [],
  formula: "Σₘ (|Bₘ| / n) |acc(Bₘ) − conf(Bₘ)|, 15 bins of confidence",
  fields: {},
  axis: { label: "Calibration error", unit: "share", low: 0, high: 1, better: "lower" },
  measure({ logits, labels, classes }) {
    const guesses = predictions(logits, classes);
    // Of each bin: right answers less confidence, summed. Divided by all images this is |B| / n · (acc − conf).
    const surplus = new Float64Array(BINS);
    for (let row = 0; row < labels.length; row += 1) {
      const guess = guesses[row] ?? -1;
      const confidence = largestProbability(logits.subarray(row * classes, (row + 1) * classes), guess);
      if (Number.isNaN(confidence)) return new Map([["", Number.NaN]]);
      const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1));
      surplus[bin] = (surplus[bin] ?? 0) + (guess === labels[row] ? 1 : 0) - confidence;
    }
    const sum = surplus.reduce((total, value) => total + Math.abs(value), 0);
    return new Map([["", labels.length === 0 ? 0 : sum / labels.length]]);
  },
});

/** Softmax at the largest logit; NaN for a row with a NaN, which has no guess. */
function largestProbability(values: Float32Array, guess: number): number {
  const highest = values[guess] ?? Number.NaN;
  let total = 0;
  for (const value of values) total += exp(value - highest);
  return 1 / total;
}
