import { num } from "../../schema/field";
import { branchDesign } from "./branchDesign";

/** One strided convolution before the pooled classifier. */
export const conv = branchDesign({
  kind: "conv",
  title: "Conv head",
  summary: "One strided 3×3 convolution with batch norm and ReLU, then pooling and a linear classifier.",
  source: { paper: "Forklab's own design, between the DSN head and a full branch" },
  differs: [],
  formula: "z = W mean(conv₃ₓ₃(x)) + b",
  fields: {
    width: num({
      label: "Width factor",
      help: "Channels of the convolution as a multiple of the channels at the fork.",
      initial: 2,
      min: 0.25,
      max: 8,
      suggestions: [1, 2, 4],
    }),
  },
  aliases: {},
  caption: () => "conv, GAP + linear",
  expand: ({ channels }, { width }) => ({
    design: "Conv head",
    stages: [
      {
        stage: "head",
        blocks: [
          {
            op: "unit",
            filters: Math.max(1, Math.round(channels * width)),
            kernel: 3,
            stride: 2,
            activation: "relu",
          },
        ],
      },
    ],
    head: { kind: "pooledLinear" },
    tap: "output",
  }),
});
