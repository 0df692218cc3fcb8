import { cosine as cosineOf } from "../../graph/agreement";
import { measure } from "./measure";

/** Share of layers with a negative cosine. */
export const conflict = measure({
  kind: "conflict",
  title: "Conflict rate",
  summary: "Share of the shared layers on which the two gradients point apart (cosine below 0).",
  source: {
    paper: "Yu et al., Gradient Surgery for Multi-Task Learning, NeurIPS 2020",
    arxiv: "2001.06782",
  },
  differs: ["Counted by layer; the paper speaks of whole gradients, which hardly ever conflict here."],
  formula: "share of layers l with G_ij^l < 0",
  fields: {},
  of: "pair",
  axis: { label: "Layers in conflict", low: 0, high: 1 },
  measure: ({ layers, pair: [a, b] }) => {
    const cosines = layers.flatMap((gram) => cosineOf(gram, a, b) ?? []);
    return cosines.length === 0 ? null : cosines.filter((value) => value < 0).length / cosines.length;
  },
});
