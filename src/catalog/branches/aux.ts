import { int, num } from "../../schema/field";
import { branchDesign } from "./branchDesign";

/** The auxiliary classifier of GoogLeNet, with batch norm after its convolution. */
export const aux = branchDesign({
  kind: "aux",
  title: "GoogLeNet auxiliary",
  summary: "Average pool 5×5 (stride 3), 1×1 convolution, a fully connected layer, dropout, then a linear classifier.",
  source: {
    paper:
      "Szegedy et al., Going Deeper with Convolutions, CVPR 2015 (auxiliary classifiers); the batch norm is Forklab's addition",
    arxiv: "1409.4842",
  },
  differs: [
    "Its weight is the branch's, 1 at first; the paper weighs its auxiliary losses by .3.",
    "The 1×1 convolution has batch norm instead of a bias.",
    "On maps below 5×5 the pool is as large; the paper's are 14×14.",
    "It may fork anywhere; in GoogLeNet there are two, at fixed places.",
  ],
  formula: "z = W₂ drop(ReLU(W₁ vec(conv₁ₓ₁(pool₅ₓ₅(x)))))",
  fields: {
    channels: int({
      label: "Channels",
      help: "Of the 1×1 convolution.",
      initial: 128,
      min: 1,
      max: 512,
      suggestions: [32, 64, 128],
    }),
    hidden: int({
      label: "Hidden features",
      help: "Of the fully connected layer.",
      initial: 1024,
      min: 1,
      max: 4096,
      suggestions: [128, 256, 1024],
    }),
    dropout: num({
      label: "Dropout",
      help: "Share of the hidden features that are switched off at each step.",
      initial: 0.7,
      min: 0,
      max: 0.95,
      suggestions: [0, 0.5, 0.7],
    }),
  },
  aliases: {},
  caption: () => "pool, 1×1 conv, FC, linear",
  expand: (_, { channels, hidden, dropout }) => ({
    design: "GoogLeNet auxiliary",
    stages: [],
    head: { kind: "auxiliary", channels, hidden, dropout },
    tap: "output",
  }),
});
