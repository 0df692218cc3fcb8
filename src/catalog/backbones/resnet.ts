import type { BlockSpec } from "../../graph/blocks/block";
import { ConfigError } from "../../schema/configError";
import { choice, int } from "../../schema/field";
import { backbone } from "./backbone";

/**
 * ResNet for small images: stem conv 3×3, three stages of n basic blocks at widths w, 2w, 4w (strides 1, 2, 2), global
 * average pooling, linear. Depth 6n + 2.
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
    "Width is a setting; the paper's nets for CIFAR have 16 channels in the first stage.",
  ],
  formula: "y = ReLU(x + F(x)), F two 3×3 convolutions with batch norm",
  fields: {
    depth: int({
      label: "Depth",
      help: "Number of layers with weights: 6n + 2, n blocks in each of the three stages.",
      initial: 8,
      min: 8,
      max: 1202,
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
  },
  name: ({ depth, width }) => `ResNet-${depth}, width ${width}`,
  expand({ depth, width, shortcut }) {
    const blocks = (depth - 2) / 6;
    if (!Number.isInteger(blocks)) {
      const below = Math.max(8, 6 * Math.floor(blocks) + 2);
      throw new ConfigError("backbone.depth", `6n + 2 such as ${below} or ${6 * Math.ceil(blocks) + 2}`, depth);
    }
    const stages = [1, 2, 4].map((factor, stage) =>
      Array.from({ length: blocks }, (_, block): BlockSpec => ({
        op: "basic",
        filters: width * factor,
        stride: stage > 0 && block === 0 ? 2 : 1,
        shortcut,
      })),
    );
    return {
      stem: [{ op: "unit", filters: width, kernel: 3, stride: 1, activation: "relu" }],
      stages,
      finalNorm: false,
    };
  },
});
