import { arriving, inner, measure, orNull, squaredSum } from "./measure";

/** How much of the step that all losses take together is a branch's. */
export const dominance = measure({
  kind: "dominance",
  title: "Dominance",
  summary:
    "A branch's share of the summed gradient: how far it reaches along the sum. Shares of all heads add up to 1; below 0 it is dragged along.",
  source: {
    paper:
      "a decomposition of the sum's squared length; which head rules the shared layers is asked by Kubaty et al., How to Train Your Multi-Exit Model?, ICML 2025",
    arxiv: "2407.14320",
  },
  differs: ["The share is a projection on the sum, so that shares of all heads add up to 1."],
  formula: "⟨g_b, Σ_k g_k⟩ / ‖Σ_k g_k‖²",
  fields: {},
  of: "pair",
  axis: { label: "Share of the sum", low: 0 },
  measure: ({ gram, all, pair: [, branch] }) => {
    const ids = arriving(gram, all);
    if (ids.length < 2 || !ids.includes(branch)) return null;
    const length = squaredSum(gram, ids);
    // Gradients that cancel leave no sum to have a share of.
    if (!(length > 1e-12 * ids.reduce((sum, id) => sum + inner(gram, id, id), 0))) return null;
    return orNull(ids.reduce((sum, id) => sum + inner(gram, branch, id), 0) / length);
  },
});
