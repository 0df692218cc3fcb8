import { cosine as cosineOf } from "../../graph/agreement";
import { measure } from "./measure";

/** Mean over layers of the cosine, each layer counting alike. */
export const layerCosine = measure({
  kind: "layerCosine",
  title: "Mean cosine of layers",
  summary: "The cosine of each layer by itself, then the mean: layers with large gradients do not outvote the others.",
  source: {
    paper: "an unweighted reading of the cosine",
  },
  differs: [],
  formula: "(1/L) Σ_l G_ij^l / √(G_ii^l G_jj^l)",
  fields: {},
  of: "pair",
  axis: { label: "Mean cosine of layers", low: -1, high: 1, neutral: 0 },
  measure: ({ layers, pair: [a, b] }) => {
    const cosines = layers.flatMap((gram) => cosineOf(gram, a, b) ?? []);
    return cosines.length === 0 ? null : cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
  },
});
