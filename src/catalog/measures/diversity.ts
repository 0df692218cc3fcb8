import { arriving, inner, measure, orNull, squaredSum } from "./measure";

/** Diversity of the losses' gradients. */
export const diversity = measure({
  kind: "diversity",
  title: "Gradient diversity",
  summary: "Sum of the squared norms over the squared norm of the sum: 1/K aligned, above 1 cancelling.",
  source: {
    paper: "Yin et al., Gradient Diversity: a Key Ingredient for Scalable Distributed Learning, AISTATS 2018",
    arxiv: "1706.05699",
  },
  differs: ["Between the losses of branches; the paper measures it between the images of a batch."],
  formula: "Σ_k G_kk / Σ_ij G_ij",
  fields: {},
  of: "all",
  axis: { label: "Gradient diversity", low: 0, neutral: 1 },
  measure: ({ gram, all }) => {
    const ids = arriving(gram, all);
    if (ids.length < 2) return null;
    return orNull(ids.reduce((sum, id) => sum + inner(gram, id, id), 0) / squaredSum(gram, ids));
  },
});
