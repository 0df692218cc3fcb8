import type { BlockSpec } from "../../graph/blocks/block";
import { int } from "../../schema/field";
import { backbone } from "./backbone";
import { blocksOfDepth } from "./blocksOfDepth";

const MAX_DEPTH = 1202;

/** A ResNet without its shortcuts: the same convolutions, parameters and sites, so that depth has nothing to help it. */
export const plainNet = backbone({
  kind: "plainNet",
  title: "Plain net (no shortcuts)",
  summary: "The convolutions of a ResNet without its shortcuts, to show what depth does when nothing helps it.",
  source: {
    paper: "He et al., Deep Residual Learning for Image Recognition, CVPR 2016, section 4.2 (plain nets)",
    arxiv: "1512.03385",
  },
  differs: [],
  fields: {
    depth: int({
      label: "Depth",
      help: "Number of layers with weights: 6n + 2, n pairs of convolutions in each of the three stages.",
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
  },
  name: ({ depth, width }) => `Plain net ${depth}, width ${width}`,
  expand({ depth, width }) {
    const blocks = blocksOfDepth(depth, { perBlock: 6, others: 2, max: MAX_DEPTH });
    const stages = [1, 2, 4].map((factor, stage) =>
      Array.from({ length: blocks }, (_, block): BlockSpec => ({
        op: "basic",
        filters: width * factor,
        stride: stage > 0 && block === 0 ? 2 : 1,
        shortcut: "none",
      })),
    );
    return {
      stem: [{ op: "unit", filters: width, kernel: 3, stride: 1, activation: "relu" }],
      stages,
      finalNorm: false,
    };
  },
});
