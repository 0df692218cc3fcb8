import { crossEntropyTerms, method } from "./method";

/** Deep supervision as DHM's baseline: the sum of all heads' cross-entropies, no mimicking. */
export const dsl = method({
  kind: "dsl",
  title: "DSL",
  summary: "The sum of all heads' cross-entropies, usually on DHM branches: DHM without the mimicking.",
  source: {
    paper: "Li and Chen, Dynamic Hierarchical Mimicking, CVPR 2020 (baseline)",
    arxiv: "2003.10739",
    code: "d-li14/DHM, cifar.py without --mimic",
  },
  formula: "L = Σₖ CE(zₖ, y)",
  fields: {},
  observes: false,
  describe: () => "Branches learn on their own, without mimicking.",
  plan: (context) => ({ terms: crossEntropyTerms(context), views: 1 }),
});
