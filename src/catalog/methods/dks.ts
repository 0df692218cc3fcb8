import { crossEntropyTerms, method, mimicryTerm, orderedPairs } from "./method";

/** Deeply-supervised Knowledge Synergy: DHM with all switches at one. */
export const dks = method({
  kind: "dks",
  title: "DKS",
  summary: "Every head learns the labels and every other head's predictions, all weights 1: DHM at α 1 and T 1.",
  source: {
    paper: "Sun et al., Deeply-supervised Knowledge Synergy, CVPR 2019",
    code: "sundw2014/DKS, wrn_DKS/main.py, KL_divergence.py",
  },
  formula: "L = Σₖ aₖ CE(zₖ, y) + Σᵢ Σⱼ≠ᵢ KL(pⱼ ‖ pᵢ), teacher j held constant",
  fields: {},
  observes: false,
  describe: () => "Branches learn from each other, all weights 1.",
  plan(context) {
    const synergy = orderedPairs(context.heads).map((pair) => mimicryTerm(pair, 1));
    return { terms: [...crossEntropyTerms(context), ...synergy], views: 1 };
  },
});
