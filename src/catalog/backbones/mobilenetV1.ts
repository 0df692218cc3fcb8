import type { BlockSpec } from "../../graph/blocks/block";
import { choice, num } from "../../schema/field";
import { backbone } from "./backbone";

/** Stages by the size of their maps: channels and blocks. */
const STAGES = [
  { filters: 64, blocks: 1 },
  { filters: 128, blocks: 2 },
  { filters: 256, blocks: 2 },
  { filters: 512, blocks: 6 },
  { filters: 1024, blocks: 2 },
];
const STEM = 32;
const LEAST = 8;

/**
 * MobileNetV1: a 3×3 convolution and thirteen depthwise separable ones; every stage but the first starts with stride 2.
 * For small images the first two of the five strides are 1.
 */
export const mobilenetV1 = backbone({
  kind: "mobilenetV1",
  title: "MobileNetV1",
  summary: "Depthwise separable convolutions in five stages. Its published branch sizes are Forklab's own.",
  source: {
    paper: "Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision, 2017, table 1",
    arxiv: "1704.04861",
  },
  differs: [
    "The paper's dropout of 0.001 before the classifier is left out.",
    "For small images the first two strides are 1, as in common ports to 32 px.",
    "No authors' file gives side branches for this net: the sizes under published are Forklab's own.",
  ],
  fields: {
    width: num({
      label: "Width multiplier",
      help: "Channels as a multiple of the published ones, at least 8; published: 1.",
      initial: 0.25,
      min: 0.03125,
      max: 2,
      suggestions: [0.125, 0.25, 0.5, 1],
    }),
    depth: num({
      label: "Depth multiplier",
      help: "Blocks per stage as a multiple of 1, 2, 2, 6, 2, rounded up.",
      initial: 1,
      min: 0.25,
      max: 4,
      suggestions: [0.5, 1, 2],
    }),
    images: choice({
      label: "Images",
      help: "For small images the first two of the five strides are 1.",
      initial: "small",
      options: [
        { value: "small", label: "small: first strides 1" },
        { value: "large", label: "large: all strides 2" },
      ],
    }),
  },
  name: ({ width, depth }) => `MobileNetV1 × ${width}${depth === 1 ? "" : `, depth × ${depth}`}`,
  expand({ width, depth, images }) {
    const channels = (published: number): number => Math.max(LEAST, Math.round(published * width));
    const stride = images === "small" ? 1 : 2;
    const stages = STAGES.map(({ filters, blocks }, stage) =>
      Array.from({ length: Math.ceil(blocks * depth) }, (_, block): BlockSpec => ({
        op: "depthSeparable",
        filters: channels(filters),
        stride: stage === 0 || block > 0 ? 1 : stage === 1 ? stride : 2,
      })),
    );
    const half = (stage: number): number => Math.ceil((stages[stage]?.length ?? 1) / 2);
    return {
      stem: [{ op: "unit", filters: channels(STEM), kernel: 3, stride, activation: "relu" }],
      stages,
      finalNorm: false,
      published: { lastWidth: 2, blocks: { 2: [half(3), half(4)] } },
    };
  },
});
