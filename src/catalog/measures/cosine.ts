import { cosine as cosineOf } from "../../graph/agreement";
import { measure } from "./measure";

/** Cosine of two losses' gradients on the shared layers. */
export const cosine = measure({
  kind: "cosine",
  title: "Cosine",
  summary: "How far two losses pull the shared weights the same way: 1 the same, 0 unrelated, below 0 apart.",
  source: {
    paper: "Yu et al., Gradient Surgery for Multi-Task Learning, NeurIPS 2020 (conflict: a negative cosine)",
    arxiv: "2001.06782",
  },
  differs: [],
  formula: "G_ij / √(G_ii G_jj)",
  fields: {},
  of: "pair",
  axis: { label: "Cosine", low: -1, high: 1, neutral: 0 },
  measure: ({ gram, pair: [a, b] }) => cosineOf(gram, a, b),
});
