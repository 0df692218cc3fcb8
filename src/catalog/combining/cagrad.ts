import { dot, times } from "./algebra";
import { combiner } from "./combiner";
import { isStationary } from "./mgda";
import { shortest } from "./nonNegative";

/** Conflict-averse descent: near the mean, as kind to the worst-off loss as the distance allows. */
export const cagrad = combiner({
  kind: "cagrad",
  title: "CAGrad",
  summary: "Stays within a ball round the mean gradient and there serves the loss that gains least.",
  source: {
    paper: "Liu et al., Conflict-Averse Gradient Descent for Multi-Task Learning, NeurIPS 2021, algorithm 1",
    arxiv: "2110.14048",
    code: "Cranial-XIX/CAGrad",
  },
  differs: [
    "The weights are those of the paper times the number of losses, so that c = 0 is the sum.",
    "The dual problem is solved by bisection over shortest mixtures, where the authors call a general solver.",
  ],
  formula: "d = K (g₀ + c ‖g₀‖ g_w / ‖g_w‖), g₀ = Σ gᵢ / K, w = argmin g_w·g₀ + c ‖g₀‖ ‖g_w‖ with w ≥ 0, Σ wᵢ = 1",
  fields: {},
  promises: { descends: false, keepsPeace: false },
  combine(inner, size, { caution }) {
    const mean = new Float64Array(size).fill(1 / size);
    if (isStationary(inner, mean)) return { fallback: "stationary" };
    const toMean = times(inner, mean);
    const length = Math.sqrt(dot(mean, toMean));
    const reach = caution * length;
    if (reach === 0) return { weights: new Float64Array(size).fill(1) };
    const low = shortest(inner, size);
    if (low === undefined) return { fallback: "unsolved" };
    if (isStationary(inner, low)) return { fallback: "stationary" };
    const lengthOf = (w: Float64Array): number => Math.sqrt(Math.max(0, dot(w, times(inner, w))));
    // With m = reach / ‖g_w‖ the minimiser is the shortest mixture of the vectors g₀ + m gᵢ; m is what is looked for.
    const mixture = (m: number): Float64Array | undefined =>
      shortest(
        inner.map((value, at) => {
          const [i, j] = [Math.floor(at / size), at % size];
          return length * length + m * ((toMean[i] ?? 0) + (toMean[j] ?? 0)) + m * m * value;
        }),
        size,
      );
    let [from, to] = [0, reach / lengthOf(low)];
    let w = low;
    for (let halving = 0; halving < 100; halving += 1) {
      const m = (from + to) / 2;
      const next = mixture(m);
      if (next === undefined) return { fallback: "unsolved" };
      w = next;
      if (m * lengthOf(w) < reach) from = m;
      else to = m;
      if (m === from && m === to) break;
    }
    const factor = reach / lengthOf(w);
    return Number.isFinite(factor)
      ? { weights: w.map((value) => size * (1 / size + factor * value)) }
      : { fallback: "stationary" };
  },
});
