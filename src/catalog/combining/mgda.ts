import { dot, times } from "./algebra";
import { combiner } from "./combiner";
import { shortest } from "./nonNegative";

/** Multiple-gradient descent: the shortest vector among all mixtures. */
export const mgda = combiner({
  kind: "mgda",
  title: "MGDA",
  summary: "The mixture of the losses whose gradient is shortest; it lowers every loss or none can be lowered.",
  source: {
    paper:
      "Désidéri, Multiple-gradient descent algorithm, C. R. Acad. Sci. 2012; Sener and Koltun, Multi-Task Learning as Multi-Objective Optimization, NeurIPS 2018",
    arxiv: "1810.04650",
  },
  differs: [
    "The weights add up to the number of losses, as the sum's do; the paper's add up to 1, a step that much shorter.",
    "The mixture is found exactly by an active set, where Sener and Koltun take Frank-Wolfe steps.",
  ],
  formula: "w = K · argmin ‖Σᵢ wᵢ gᵢ‖² with w ≥ 0, Σ wᵢ = 1",
  fields: {},
  promises: { descends: true, keepsPeace: false },
  combine(inner, size) {
    const weights = shortest(inner, size);
    if (weights === undefined) return { fallback: "unsolved" };
    return isStationary(inner, weights) ? { fallback: "stationary" } : { weights: weights.map((w) => w * size) };
  },
});

/** Whether a mixture of gradients is no longer than rounding noise. */
export function isStationary(inner: Float64Array, weights: Float64Array): boolean {
  const size = weights.length;
  const own = weights.reduce((sum, w, at) => sum + w * w * (inner[at * size + at] ?? 0), 0);
  return !(dot(weights, times(inner, weights)) > 1e-10 * own);
}
