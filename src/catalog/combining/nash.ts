import { diagonal, dot, scaledTo, solve, times } from "./algebra";
import { combiner } from "./combiner";

/** Nash's bargaining between the losses. */
export const nash = combiner({
  kind: "nash",
  title: "Nash-MTL",
  summary: "The step that losses would agree on in a bargain: the product of their gains is largest.",
  source: {
    paper: "Navon et al., Multi-Task Learning as a Bargaining Game, ICML 2022, algorithm 1",
    arxiv: "2202.01017",
    code: "AvivNavon/nash-mtl",
  },
  differs: [
    "Solved by damped Newton steps to the last digits, where the authors linearise a few times.",
    "The weights add up to the number of losses: the bargain's direction at the sum's scale. The paper's step has the length √K, whatever the gradients are.",
  ],
  formula: "G w = 1 / w with w > 0, then w scaled to Σ wᵢ = K",
  fields: {},
  promises: { descends: true, keepsPeace: false },
  combine(inner, size) {
    // On gradients of length 1 first: the solution scales with 1 / ‖gᵢ‖.
    const lengths = diagonal(inner).map(Math.sqrt);
    const unit = inner.map((v, at) => v / ((lengths[Math.floor(at / size)] ?? 1) * (lengths[at % size] ?? 1)));
    // Newton for ½ wᵀGw − Σ log wᵢ, which is self-concordant: steps cut by 1 / (1 + decrement) stay positive and settle.
    let w = new Float64Array(size).fill(1);
    for (let round = 0; round < 200; round += 1) {
      const slope = times(unit, w).map((value, at) => value - 1 / (w[at] ?? 1));
      const curvature = unit.map((value, at) =>
        at % (size + 1) === 0 ? value + 1 / (w[at / (size + 1)] ?? 1) ** 2 : value,
      );
      const step = solve(curvature, slope);
      if (step === undefined) return { fallback: "unsolved" };
      const decrement = Math.sqrt(Math.max(0, dot(step, slope)));
      const share = decrement > 0.25 ? 1 / (1 + decrement) : 1;
      w = w.map((value, at) => value - share * (step[at] ?? 0));
      if (!w.every((value) => value > 0 && value < 1e6)) return { fallback: "stationary" };
      if (decrement < 1e-14) break;
      if (round === 199 && decrement > 1e-9) return { fallback: "unsolved" };
    }
    return {
      weights: scaledTo(
        w.map((value, at) => value / (lengths[at] ?? 1)),
        size,
      ),
    };
  },
});
