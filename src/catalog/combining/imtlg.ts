import { diagonal, eigenOf, scaledTo, spectral, total } from "./algebra";
import { combiner } from "./combiner";

/** Impartial learning, its gradient balance. */
export const imtlg = combiner({
  kind: "imtlg",
  title: "IMTL-G",
  summary: "The combination that is as long along every loss's own direction.",
  source: { paper: "Liu et al., Towards Impartial Multi-task Learning, ICLR 2021, section 3.1" },
  differs: [
    "The weights add up to the number of losses, as the sum's do; the paper's add up to 1.",
    "Gradients that depend on each other are allowed, by the pseudo-inverse (as TorchJD does).",
    "A negative weight would make a head unlearn its own layers, which are not shared: the sum stands in.",
  ],
  formula: "w = K · v / Σ vᵢ, v = G⁺ √diag(G)",
  fields: {},
  promises: { descends: true, keepsPeace: false },
  combine(inner, size) {
    const lengths = diagonal(inner).map(Math.sqrt);
    const v = spectral(eigenOf(inner, size), lengths, (value) => 1 / value);
    const sum = total(v);
    const span = v.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return sum > 1e-9 * span ? { weights: scaledTo(v, size) } : { fallback: "stationary" };
  },
});
