import { crossEntropyTerms, labelFactor, method } from "./method";

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
  differs: [
    "Branches are “light” at first; the authors' are “published”.",
    "Each branch has a weight, initially 1; the authors have none.",
  ],
  formula: "L = Σₖ aₖ CE(zₖ, y)",
  fields: { factor: labelFactor },
  published: {
    values: {},
    branch: { kind: "dhm", rule: "published", blocks: [], width: 1 },
    sites: "earlyStages",
  },
  observes: () => false,
  describe: () => "Branches learn on their own, without mimicking.",
  plan: (context, { factor }) => ({ terms: crossEntropyTerms(context, 0, factor), views: 1 }),
});
