import { exp, log } from "../../stats/elementary";
import { metric } from "./metric";

/** How far a head's predictions are from the other heads'. */
export const divergence = metric({
  kind: "divergence",
  title: "KL to other heads",
  summary:
    "Kullback–Leibler divergence of a head's predictions from another head's, the mean over images and other heads.",
  source: { paper: "Li and Chen, CVPR 2020 (the quantity that mimicking minimises)", arxiv: "2003.10739" },
  differs: ["Measured on test images at temperature 1, whatever temperature the method trains with."],
  formula: "mean over k ≠ j of KL(pₖ ‖ pⱼ)",
  fields: {},
  needs: "heads",
  axis: { label: "KL to other heads", unit: "nats", low: 0, better: "neither" },
  measure({ logits, classes, labels, others }) {
    if (others.length === 0) return new Map();
    if (labels.length === 0) return new Map([["", 0]]);
    const own = logProbabilities(logits, classes);
    let total = 0;
    for (const other of others) {
      const theirs = logProbabilities(other, classes);
      for (let at = 0; at < own.length; at += 1) {
        const p = theirs[at] ?? Number.NaN;
        // p log p is 0 at p = 0, also when the logarithm itself is −∞.
        if (p !== -Infinity) total += exp(p) * (p - (own[at] ?? Number.NaN));
      }
    }
    return new Map([["", total / (others.length * labels.length)]]);
  },
});

/** `[rows, classes]` log softmax, shifted by each row's largest logit. */
function logProbabilities(logits: Float32Array, classes: number): Float64Array {
  const result = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const top = row.reduce((most, value) => Math.max(most, value), -Infinity);
    const total = top + log(row.reduce((sum, value) => sum + exp(value - top), 0));
    for (let index = 0; index < classes; index += 1) result[start + index] = (row[index] ?? 0) - total;
  }
  return result;
}
