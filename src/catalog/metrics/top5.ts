import { metric } from "./metric";

const PLACES = 5;

/** Share of images whose label is among the five largest logits; says nothing where there are five classes or fewer. */
export const top5 = metric({
  kind: "top5",
  title: "Top-5 accuracy",
  summary: "Share of images whose label is among the five largest logits. With five classes or fewer it is always 1.",
  source: {
    paper: "Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, IJCV 2015; ties as in accuracy",
  },
  differs: ["Of equal logits the one with the lower class number stands first; the paper says nothing of ties."],
  formula: "(1/n) Σᵢ [fewer than 5 classes stand before yᵢ]",
  fields: {},
  axis: { label: "Top-5 accuracy", unit: "share", low: 0, high: 1, better: "higher" },
  measure({ logits, labels, classes }) {
    let right = 0;
    for (let row = 0; row < labels.length; row += 1) {
      const values = logits.subarray(row * classes, (row + 1) * classes);
      if (placeOf(values, labels[row] ?? -1) < PLACES) right += 1;
    }
    return new Map([["", labels.length === 0 ? 0 : right / labels.length]]);
  },
});

/** How many classes stand before the label; of equal logits the lower index stands first. A row with a NaN has no places. */
function placeOf(values: Float32Array, label: number): number {
  const own = values[label];
  if (own === undefined) return Infinity;
  let before = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) return Infinity;
    if (value > own || (value === own && index < label)) before += 1;
  }
  return before;
}
