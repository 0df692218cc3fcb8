import { flag, num } from "../../schema/field";
import { crossEntropyTerms, method } from "./method";

/** Deeply-Supervised Nets in the softmax form that the authors used beyond ten classes. */
export const dsn = method({
  kind: "dsn",
  title: "DSN",
  summary: "Every branch adds its own cross-entropy on the labels; branches learn on their own.",
  source: {
    paper: "Lee et al., Deeply-Supervised Nets, AISTATS 2015",
    arxiv: "1409.5185",
    code: "s9xie/DSN, README (softmax losses for CIFAR-100 and SVHN)",
  },
  formula: "L = CE(z₀, y) + Σₖ aₖ CE(zₖ, y)",
  fields: {
    companion: num({
      label: "Companion weight",
      help: "Multiplies every branch's cross-entropy, on top of the branch's own weight.",
      initial: 1,
      min: 0,
      max: 10,
      suggestions: [0.1, 0.3, 1],
    }),
    decay: flag({
      label: "Fade out",
      help: "The companions' weight falls linearly to zero over the budget.",
      initial: false,
      advanced: true,
    }),
  },
  observes: false,
  describe: () => "Branches learn on their own.",
  plan(context, { companion, decay }) {
    const terms = crossEntropyTerms(context).map((term) =>
      term.branch === "main"
        ? term
        : {
            ...term,
            weight: { base: term.weight.base * companion, ...(decay ? { decay: "linear" as const } : {}) },
          },
    );
    return { terms, views: 1 };
  },
});
