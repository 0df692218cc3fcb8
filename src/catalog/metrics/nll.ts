import { exp, log } from "../../stats/elementary";
import { metric } from "./metric";

/** Mean negative log-likelihood of the labels. */
export const nll = metric({
  kind: "nll",
  title: "Log loss",
  summary: "Mean of −log p(label): how surprised the head is. Separates arms earlier and more cleanly than accuracy.",
  source: { paper: "common usage; natural logarithm, mean over images" },
  differs: [],
  formula: "(1/n) Σᵢ −log softmax(zᵢ)[yᵢ]",
  fields: {},
  axis: { label: "Log loss", unit: "nats", low: 0, better: "lower" },
  measure({ logits, labels, classes }) {
    let sum = 0;
    for (let row = 0; row < labels.length; row += 1) {
      const values = logits.subarray(row * classes, (row + 1) * classes);
      let highest = -Infinity;
      for (const value of values) highest = Math.max(highest, value);
      let total = 0;
      for (const value of values) total += exp(value - highest);
      sum += highest + log(total) - (values[labels[row] ?? 0] ?? Number.NaN);
    }
    return new Map([["", labels.length === 0 ? 0 : sum / labels.length]]);
  },
});
