import { arriving, inner, measure, orNull } from "./measure";

/** How many ways the losses pull, whatever their lengths. */
export const directions = measure({
  kind: "directions",
  title: "Directions",
  summary:
    "How many different ways the losses pull: 1 when all lie on one line, as many as there are losses when all are at right angles.",
  source: {
    paper: "the participation ratio of the eigenvalues λ of the matrix of cosines, (Σ λ)² / Σ λ²",
  },
  differs: [],
  formula: "K² / Σ_ij cos²(g_i, g_j)",
  fields: {},
  of: "all",
  axis: { label: "Directions", low: 1 },
  measure: ({ gram, all }) => {
    const ids = arriving(gram, all);
    if (ids.length < 2) return null;
    const squares = ids.reduce(
      (sum, a) =>
        sum + ids.reduce((part, b) => part + inner(gram, a, b) ** 2 / (inner(gram, a, a) * inner(gram, b, b)), 0),
      0,
    );
    return orNull(ids.length ** 2 / squares);
  },
});
