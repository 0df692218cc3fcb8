import { arriving, inner, measure, orNull, squaredSum } from "./measure";

/** Share of the gradients' length that their sum loses. */
export const cancellation = measure({
  kind: "cancellation",
  title: "Cancellation",
  summary: "How much of the losses' gradients is lost in their sum: 0 aligned, 1 they cancel.",
  source: {
    paper: "an application of the triangle inequality",
  },
  differs: [],
  formula: "1 − √(Σ_ij G_ij) / Σ_k √(G_kk)",
  fields: {},
  of: "all",
  axis: { label: "Cancellation", low: 0, high: 1 },
  measure: ({ gram, all }) => {
    const ids = arriving(gram, all);
    if (ids.length < 2) return null;
    const lengths = ids.reduce((sum, id) => sum + Math.sqrt(inner(gram, id, id)), 0);
    return orNull(1 - Math.sqrt(Math.max(0, squaredSum(gram, ids))) / lengths);
  },
});
