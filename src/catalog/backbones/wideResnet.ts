import type { BlockSpec } from "../../graph/blocks/block";
import { int, num } from "../../schema/field";
import { backbone } from "./backbone";
import { blocksOfDepth } from "./blocksOfDepth";

const MAX_DEPTH = 1000;

/**
 * Wide ResNet: a bare 3×3 convolution, three stages of n pre-activation blocks at widths kw, 2kw, 4kw (strides 1, 2, 2),
 * batch norm and ReLU before every head. Depth 6n + 4. Forks stand on raw sums.
 */
export const wideResnet = backbone({
  kind: "wideResnet",
  title: "Wide ResNet",
  summary: "Three stages of wide pre-activation blocks; depth 6n + 4, written WRN-depth-factor.",
  source: {
    paper: "Zagoruyko and Komodakis, Wide Residual Networks, BMVC 2016, table 1",
    arxiv: "1605.07146",
    code: "d-li14/DHM, models/cifar/wrn.py",
  },
  differs: ["The stem's width can be changed, and the widening factor need not be a whole number."],
  fields: {
    depth: int({
      label: "Depth",
      help: "Number of layers as the authors count them: 6n + 4, n blocks in each of the three stages.",
      initial: 10,
      min: 10,
      max: MAX_DEPTH,
      suggestions: [10, 16, 22, 28, 40],
      unit: "layers",
    }),
    factor: num({
      label: "Widening factor k",
      help: "The stages have k, 2k and 4k times as many channels as the stem.",
      initial: 1,
      min: 0.125,
      max: 16,
      suggestions: [1, 2, 4, 8, 10],
    }),
    width: int({
      label: "Stem width",
      help: "Channels of the first convolution; published: 16.",
      initial: 16,
      min: 1,
      max: 64,
      unit: "channels",
      advanced: true,
    }),
    dropout: num({
      label: "Dropout",
      help: "Share of the values between a block's two convolutions that are switched off at each step.",
      initial: 0,
      min: 0,
      max: 0.95,
      suggestions: [0, 0.3],
    }),
  },
  name: ({ depth, factor, width }) => `WRN-${depth}-${factor}${width === 16 ? "" : `, stem ${width}`}`,
  expand({ depth, factor, width, dropout }) {
    const blocks = blocksOfDepth(depth, { perBlock: 6, others: 4, max: MAX_DEPTH });
    const stages = [1, 2, 4].map((times, stage) =>
      Array.from({ length: blocks }, (_, block): BlockSpec => ({
        op: "preActivation",
        filters: Math.max(1, Math.round(width * factor * times)),
        stride: stage > 0 && block === 0 ? 2 : 1,
        dropout,
      })),
    );
    return {
      stem: [{ op: "conv", filters: width, kernel: 3, stride: 1, bias: false, activation: "none" }],
      stages,
      finalNorm: true,
      published: { lastWidth: 2, blocks: {} },
    };
  },
});
