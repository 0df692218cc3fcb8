import { inner, measure, orNull } from "./measure";

/** Similarity of two gradients' sizes. */
export const magnitude = measure({
  kind: "magnitude",
  title: "Magnitude similarity",
  summary: "How alike in size two gradients are: 1 equal norms, near 0 one drowns the other.",
  source: {
    paper: "Yu et al., Gradient Surgery for Multi-Task Learning, NeurIPS 2020",
    arxiv: "2001.06782",
  },
  differs: [],
  formula: "2 √(G_ii G_jj) / (G_ii + G_jj)",
  fields: {},
  of: "pair",
  axis: { label: "Magnitude similarity", low: 0, high: 1 },
  measure: ({ gram, pair: [a, b] }) => {
    const first = inner(gram, a, a);
    const second = inner(gram, b, b);
    return orNull((2 * Math.sqrt(first * second)) / (first + second));
  },
});
