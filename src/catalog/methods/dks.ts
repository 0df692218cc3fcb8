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
  differs: [
    "The KL terms come from log-softmax; the authors add 1e-8 to all probabilities: a difference of about 1e-7 at ordinary logits, of 9 % where two logits are 20 apart.",
    "Forks and branches are chosen freely; the authors' code for CIFAR has two side branches on WRN-28-10.",
    "Each branch has a weight, initially 1; the authors have none.",
  ],
  formula: "L = Σₖ aₖ CE(zₖ, y) + Σᵢ Σⱼ≠ᵢ KL(pⱼ ‖ pᵢ), teacher j held constant",
  fields: {},
  published: {
    values: {},
    branch: { kind: "dhm", rule: "published", blocks: [], width: 1 },
    sites: "earlyStages",
  },
  observes: () => false,
  describe: () => "Branches learn from each other, all weights 1.",
  plan(context) {
    const synergy = orderedPairs(context.heads).map((pair) => mimicryTerm(pair, 1));
    return { terms: [...crossEntropyTerms(context), ...synergy], views: 1 };
  },
});
