import { choice, flag, num } from "../../schema/field";
import type { Term } from "../../graph/term";
import { crossEntropyTerms, method } from "./method";

/** Bias loss: images whose features vary little count less. */
export const bias = method({
  kind: "bias",
  title: "Bias loss",
  summary:
    "Cross-entropy in which each image counts by how much its features vary; branches watch unless they are told to join.",
  source: {
    paper: "Abrahamyan et al., Bias Loss for Mobile Neural Networks, ICCV 2021",
    arxiv: "2107.11170",
    code: "lusinlu/biasloss_skipblocknet, bias_loss/biasloss.py (after its fix of 2022-09-09)",
  },
  differs: [
    "Weights follow the authors' code after its fix of 2022-09-09; the accuracies in their README are older than the fix.",
    "Where all variances of a batch are equal every image has weight 1; the authors' code divides by zero.",
    "Branches may be attached, join and be weighed; the authors' networks have none.",
  ],
  formula: "L = (1/B) Σₙ wₙ CEₙ, w = exp(α v̂) − β, v̂ the scaled variance of the image's features",
  fields: {
    alpha: num({
      label: "α",
      help: "How steeply the weight grows with the scaled variance.",
      initial: 0.3,
      min: 0,
      max: 2,
      suggestions: [0.1, 0.3, 0.5],
    }),
    beta: num({
      label: "β",
      help: "Subtracted from the weight. With α and β at .3 and scaling within the batch, weights lie between .70 and 1.05; from the running minimum there is no upper bound.",
      initial: 0.3,
      min: 0,
      max: 1,
      suggestions: [0, 0.3],
    }),
    scaling: choice({
      label: "Scaling",
      help: "Within the batch variances are scaled to 0…1. From the smallest seen so far, the authors' default, they are divided by the range of the batch alone: in small batches that vary little weights grow without bound.",
      initial: "global",
      options: [
        { value: "global", label: "running minimum" },
        { value: "local", label: "within the batch" },
      ],
      advanced: true,
    }),
    weights: choice({
      label: "Weights",
      help: "One for each image; or, as a control, their mean over the batch for all.",
      initial: "image",
      options: [
        { value: "image", label: "by image" },
        { value: "mean", label: "batch mean for all (control)" },
      ],
      advanced: true,
    }),
    map: choice({
      label: "Features",
      help: "Which map the variance is of in networks that end in batch norm and ReLU (DenseNet, wide and pre-activation ResNets): before both, as in the authors' file, or behind them.",
      initial: "after",
      chosen: "before",
      options: [
        { value: "before", label: "before the last batch norm" },
        { value: "after", label: "after the last ReLU" },
      ],
      advanced: true,
    }),
    join: flag({
      label: "Branches join",
      help: "Branches teach the trunk with their own losses; otherwise they only watch. The authors' networks have no branches.",
      initial: true,
      chosen: false,
    }),
    branches: flag({
      label: "Weigh branches, too",
      help: "The branches' cross-entropies are weighted by their own features' variance.",
      initial: false,
      advanced: true,
    }),
  },
  published: {
    values: { alpha: 0.3, beta: 0.3, scaling: "global", map: "before", join: false },
    sites: "none",
  },
  observes: ({ join }) => !join,
  describe: ({ join, branches }) =>
    `Images with varied features count more. ${
      join
        ? `Branches teach the trunk, too, ${branches ? "weighted by their own features" : "without weights"}.`
        : "Branches only watch."
    }`,
  plan: (context, { alpha, beta, scaling, weights, map, branches }) => ({
    terms: crossEntropyTerms(context).map((term, index): Term => {
      const head = context.heads[index];
      if (head === undefined || (term.branch !== "main" && !branches)) return term;
      const tensor = (map === "before" ? head.raw : undefined) ?? head.features;
      return { ...term, sampleWeight: { tensor, scaling, alpha, beta, mean: weights === "mean" } };
    }),
    views: 1,
  }),
});
