import { times } from "./algebra";
import { combiner } from "./combiner";
import { nonNegative } from "./nonNegative";

/** Unconflicting projection. */
export const upgrad = combiner({
  kind: "upgrad",
  title: "UPGrad",
  summary: "Each loss's gradient is moved as little as needed to harm no other loss; what comes out is added.",
  source: {
    paper: "Quinton and Rey, Jacobian Descent for Multi-Objective Optimization, 2024, section 3.2",
    arxiv: "2406.16232",
    code: "SimplexLab/TorchJD, src/torchjd/aggregation/_upgrad.py",
  },
  differs: ["Projections are added, so that losses without conflict count as in the sum; the paper takes their mean."],
  formula: "w = Σᵢ argmin vᵀ G v with v ≥ eᵢ",
  fields: {},
  promises: { descends: true, keepsPeace: true },
  combine(inner, size) {
    const weights = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      // v = eᵢ + x with x ≥ 0.
      const unit = new Float64Array(size);
      unit[i] = 1;
      const x = nonNegative(
        inner,
        times(inner, unit).map((value) => -value),
      );
      if (x === undefined) return { fallback: "unsolved" };
      for (let k = 0; k < size; k += 1) weights[k] = (weights[k] ?? 0) + (unit[k] ?? 0) + (x[k] ?? 0);
    }
    return { weights };
  },
});
