import { inner, measure, orNull } from "./measure";

/** What PCGrad would leave of main's gradient. */
export const projection = measure({
  kind: "projection",
  title: "Left after projection",
  summary:
    "Share of main's gradient that is left when the part against the branch is taken out, as PCGrad would: 1 where they do not conflict.",
  source: {
    paper: "Yu et al., Gradient Surgery for Multi-Task Learning, NeurIPS 2020, algorithm 1",
    arxiv: "2001.06782",
  },
  differs: [
    "A preview of one pair; nothing is projected in training. The paper projects against all other tasks in random order.",
  ],
  formula: "‖g_0 − min(0, G_0k / G_kk) g_k‖ / ‖g_0‖",
  fields: {},
  of: "pair",
  axis: { label: "Left after projection", low: 0, high: 1 },
  measure: ({ gram, pair: [a, b] }) => {
    const own = inner(gram, a, a);
    const cross = Math.min(0, inner(gram, a, b));
    return orNull(Math.sqrt(Math.max(0, 1 - cross ** 2 / (own * inner(gram, b, b)))));
  },
});
