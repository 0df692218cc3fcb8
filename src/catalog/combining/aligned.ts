import { eigenOf, spectral } from "./algebra";
import { combiner } from "./combiner";

/** Independent component alignment. */
export const aligned = combiner({
  kind: "aligned",
  title: "Aligned-MTL",
  summary:
    "Makes the losses' gradients orthogonal and equally long, at the length of the weakest direction, and adds them.",
  source: {
    paper: "Senushkin et al., Independent Component Alignment for Multi-Task Learning, CVPR 2023, algorithm 1",
    arxiv: "2305.19000",
  },
  differs: [
    "Every loss is preferred alike and counts 1 before the alignment, as in the sum; the paper's mean counts 1/K.",
    "A negative weight would make a head unlearn its own layers, which are not shared: the sum stands in.",
  ],
  formula: "w = √λ_min V Λ^(−½) Vᵀ 1 with G = V Λ Vᵀ",
  fields: {},
  promises: { descends: false, keepsPeace: false },
  combine(inner, size) {
    const ones = new Float64Array(size).fill(1);
    return { weights: spectral(eigenOf(inner, size), ones, (value, smallest) => Math.sqrt(smallest / value)) };
  },
});
