import { choice, flag, num } from "../../schema/field";
import { crossEntropyTerms, method, mimicryTerm, orderedPairs } from "./method";

/** Deep Mutual Learning: peers that share nothing but the images. */
export const dml = method({
  kind: "dml",
  title: "DML",
  summary: "Full networks side by side learn the labels and each other's predictions; fork every branch at the input.",
  source: {
    paper: "Zhang et al., Deep Mutual Learning, CVPR 2018",
    arxiv: "1706.00384",
    code: "YingZhangDUT/Deep-Mutual-Learning, train_models.py",
  },
  differs: [
    "All networks are updated at once unless updates alternate; the authors' alternate, each network on another batch. Here every turn sees the same batch and moves all running statistics.",
    "The mutual terms are divided by the number of peers unless switched off; the authors' code adds them up. With two networks both are the same.",
    "Label smoothing is off at first; the authors use .1 on Market-1501.",
    "The KL terms come from log-softmax; the authors add 1e-8 inside the logarithm, which lowers them where logits are far apart (by 9 % at a gap of 20).",
  ],
  formula: "L = Σᵢ [CE(zᵢ, y) + (1/(K−1)) Σⱼ≠ᵢ KL(pⱼ ‖ pᵢ)], teacher j held constant",
  fields: {
    mean: flag({
      label: "Divide by peers",
      help: "Divides the mutual terms by K − 1, so that more peers do not mean a larger gradient.",
      initial: true,
    }),
    updates: choice({
      label: "Updates",
      help: "All peers at once on one forward pass, or one peer after the other with a fresh forward pass, as the authors do.",
      initial: "joint",
      options: [
        { value: "joint", label: "joint" },
        { value: "alternating", label: "alternating" },
      ],
      advanced: true,
    }),
    smoothing: num({
      label: "Label smoothing",
      help: "Share of the label that is spread over all classes; the authors use .1 on Market-1501.",
      initial: 0,
      min: 0,
      max: 0.5,
      suggestions: [0, 0.1],
      advanced: true,
    }),
  },
  published: {
    values: { mean: false, updates: "alternating" },
    branch: { kind: "dhm", rule: "custom", blocks: [], width: 1 },
    sites: "input",
  },
  observes: () => false,
  describe: () => "Peers learn from each other.",
  plan(context, { mean, updates, smoothing }) {
    const peers = Math.max(1, context.heads.length - 1);
    const mutual = orderedPairs(context.heads).map((pair) => mimicryTerm(pair, mean ? 1 / peers : 1));
    return { terms: [...crossEntropyTerms(context, smoothing), ...mutual], views: 1, updates };
  },
});
