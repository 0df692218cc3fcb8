import type { BlockSpec } from "../../graph/blocks/block";
import type { PublishedBranches } from "../../graph/spec";
import { choice, int } from "../../schema/field";
import { backbone } from "./backbone";
import { blocksOfDepth } from "./blocksOfDepth";

const MAX_DEPTH = 1202;

/** Blocks of the earlier branch in the DHM authors' deep nets; their ResNet-32 follows the rule. */
const EARLIER_BRANCH: { readonly [depth: number]: readonly number[] } = { 110: [9, 9], 1202: [100, 100] };

/**
 * ResNet for small images: stem conv 3×3, three stages of n blocks at widths w, 2w, 4w (strides 1, 2, 2), global average
 * pooling, linear. Depth 6n + 2 with basic blocks, 9n + 2 with bottlenecks, which leave four times as many channels.
 */
export const resnet = backbone({
  kind: "resnet",
  title: "ResNet (CIFAR style)",
  summary: "Three stages of residual blocks; depth 6n + 2.",
  source: {
    paper: "He et al., Deep Residual Learning for Image Recognition, CVPR 2016, section 4.2",
    arxiv: "1512.03385",
    code: "d-li14/DHM, models/cifar/resnet.py",
  },
  differs: [
    "Shortcut A averages 2×2 pixels before it pads channels, as in DHM's code; He et al. take every second pixel.",
    "Biases of linear layers start at 0; in the code of DHM, DKS, CDS and bias loss they start within ±1/√inputs, as PyTorch has it.",
    "Width is a setting; the paper's nets for CIFAR have 16 channels in the first stage.",
  ],
  formula: "y = ReLU(x + F(x)), F two 3×3 convolutions with batch norm",
  fields: {
    depth: int({
      label: "Depth",
      help: "Number of layers with weights: 6n + 2, n blocks in each of the three stages; 9n + 2 with bottlenecks.",
      initial: 8,
      min: 8,
      max: MAX_DEPTH,
      suggestions: [8, 14, 20, 32, 44, 56, 110],
      unit: "layers",
    }),
    width: int({
      label: "Width",
      help: "Channels of the first stage; the next stages have twice and four times as many.",
      initial: 16,
      min: 1,
      max: 256,
      suggestions: [4, 8, 16, 32, 64],
      unit: "channels",
    }),
    shortcut: choice({
      label: "Shortcut",
      help: "How a block skips a change of size: A pools and pads with zero channels, B is a strided 1×1 convolution.",
      initial: "A",
      options: [
        { value: "A", label: "A: pool and pad" },
        { value: "B", label: "B: projection" },
      ],
      advanced: true,
    }),
    block: choice({
      label: "Block",
      help: "Two 3×3 convolutions, or 1×1, 3×3 and 1×1, of which the last leaves four times as many channels.",
      initial: "basic",
      options: [
        { value: "basic", label: "basic" },
        { value: "bottleneck", label: "bottleneck" },
      ],
      advanced: true,
    }),
  },
  name: ({ depth, width, block }) =>
    `ResNet-${depth}${block === "bottleneck" ? " with bottlenecks" : ""}, width ${width}`,
  expand({ depth, width, shortcut, block }) {
    const blocks = blocksOfDepth(depth, { perBlock: block === "basic" ? 6 : 9, others: 2, max: MAX_DEPTH });
    const stages = [1, 2, 4].map((factor, stage) =>
      Array.from({ length: blocks }, (_, index): BlockSpec => ({
        op: block,
        filters: width * factor,
        stride: stage > 0 && index === 0 ? 2 : 1,
        shortcut,
      })),
    );
    return {
      stem: [{ op: "unit", filters: width, kernel: 3, stride: 1, activation: "relu" }],
      stages,
      finalNorm: false,
      published: publishedBranches(depth, block),
    };
  },
});

function publishedBranches(depth: number, block: "basic" | "bottleneck"): PublishedBranches {
  const list = block === "basic" ? EARLIER_BRANCH[depth] : undefined;
  return { lastWidth: 2, blocks: list === undefined ? {} : { 2: list } };
}
