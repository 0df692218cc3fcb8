import { permutation } from "../../random/permutation";
import { extend } from "../../random/mix32";
import { combiner } from "./combiner";

/** Projecting conflicting gradients. */
export const pcgrad = combiner({
  kind: "pcgrad",
  title: "PCGrad",
  summary: "Where two losses conflict, each gives up the part of its gradient that opposes the other.",
  source: {
    paper: "Yu et al., Gradient Surgery for Multi-Task Learning, NeurIPS 2020, algorithm 1",
    arxiv: "2001.06782",
  },
  differs: ["The random order of the projections comes from the experiment's seed, by step and loss."],
  formula: "gᵢ ← gᵢ − (gᵢ·gⱼ / ‖gⱼ‖²) gⱼ for every j with gᵢ·gⱼ < 0, in random order; d = Σᵢ gᵢ",
  fields: {},
  promises: { descends: false, keepsPeace: true },
  combine(inner, size, { key }) {
    const weights = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      // What is left of gᵢ, as a combination of all gradients.
      const own = new Float64Array(size);
      own[i] = 1;
      for (const j of permutation(extend(key, i), size)) {
        if (j === i) continue;
        let product = 0;
        for (let k = 0; k < size; k += 1) product += (own[k] ?? 0) * (inner[k * size + j] ?? 0);
        if (product < 0) own[j] = (own[j] ?? 0) - product / (inner[j * size + j] ?? 0);
      }
      for (let k = 0; k < size; k += 1) weights[k] = (weights[k] ?? 0) + (own[k] ?? 0);
    }
    return { weights };
  },
});
