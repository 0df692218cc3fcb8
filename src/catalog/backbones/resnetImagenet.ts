import type { BlockSpec } from "../../graph/blocks/block";
import { choice, int, intList } from "../../schema/field";
import { backbone } from "./backbone";

interface Published {
  readonly block: "basic" | "bottleneck";
  readonly stages: readonly number[];
  /** Blocks of the DHM authors' branch that forks after stage 2. */
  readonly earlier: readonly number[];
}

const PUBLISHED: { readonly [depth: string]: Published } = {
  18: { block: "basic", stages: [2, 2, 2, 2], earlier: [1, 2] },
  34: { block: "basic", stages: [3, 4, 6, 3], earlier: [3, 2] },
  50: { block: "bottleneck", stages: [3, 4, 6, 3], earlier: [3, 2] },
  101: { block: "bottleneck", stages: [3, 4, 23, 3], earlier: [12, 2] },
  152: { block: "bottleneck", stages: [3, 8, 36, 3], earlier: [18, 2] },
};

/**
 * ResNet as for ImageNet: four stages at widths w, 2w, 4w, 8w with projection shortcuts. The stem for small images is the
 * one of Contrastive Deep Supervision: conv 3×3 with stride 1, no max pooling.
 */
export const resnetImagenet = backbone({
  kind: "resnetImagenet",
  title: "ResNet (ImageNet style)",
  summary: "Four stages of residual blocks: ResNet-18 to ResNet-152, with a stem for small or for large images.",
  source: {
    paper: "He et al., Deep Residual Learning for Image Recognition, CVPR 2016, table 1",
    arxiv: "1512.03385",
    code: "d-li14/DHM, models/imagenet/resnet.py; the stem for small images from ArchipLab-LinfengZhang/contrastive-deep-supervision, CIFAR/resnet.py",
  },
  differs: [
    "The stem for small images and every width but 64 are not the paper's.",
    "The stride of a bottleneck stands on its 3×3 convolution, as in the authors' later code, not on the first 1×1.",
  ],
  fields: {
    depth: choice({
      label: "Depth",
      help: "Layers with weights; 18 and 34 have basic blocks, the deeper ones bottlenecks.",
      initial: "18",
      options: Object.keys(PUBLISHED).map((depth) => ({ value: depth, label: depth })),
    }),
    width: int({
      label: "Width",
      help: "Channels of the first stage, before a bottleneck's expansion; published: 64.",
      initial: 16,
      min: 1,
      max: 256,
      suggestions: [8, 16, 32, 64],
      unit: "channels",
    }),
    stem: choice({
      label: "Stem",
      help: "Small images keep their size: conv 3×3. Large ones are quartered: conv 7×7 with stride 2, then max pooling.",
      initial: "small",
      options: [
        { value: "small", label: "small images: conv 3×3" },
        { value: "large", label: "large images: conv 7×7, max pool" },
      ],
    }),
    blocks: intList({
      label: "Blocks per stage",
      help: "Own numbers in place of those of the depth, which then only chooses the kind of block. Empty: as published.",
      initial: [],
      min: 1,
      max: 100,
      length: 6,
      advanced: true,
    }),
  },
  name({ depth, width, blocks }) {
    const layers = blocks.length === 0 ? `ResNet-${depth}` : `ResNet ${blocks.join("-")}`;
    return `${layers} (ImageNet style), width ${width}`;
  },
  expand({ depth, width, stem, blocks }) {
    const { block, stages, earlier } = PUBLISHED[depth] ?? { block: "basic", stages: [], earlier: [] };
    const counts = blocks.length === 0 ? stages : blocks;
    return {
      stem: stem === "small" ? [first(width, 3, 1)] : [first(width, 7, 2), MAX_POOL],
      stages: counts.map((count, stage) =>
        Array.from({ length: count }, (_, index): BlockSpec => ({
          op: block,
          filters: width * 2 ** stage,
          stride: stage > 0 && index === 0 ? 2 : 1,
          shortcut: "B",
        })),
      ),
      finalNorm: false,
      published: { lastWidth: 2, blocks: blocks.length === 0 ? { 2: earlier } : {} },
      // After conv3_x and conv4_x: nothing hangs off the first stage.
      ...(counts.length === 4 ? { places: { dhm: [1, 2].map((stage) => `s${stage + 1}b${counts[stage] ?? 1}`) } } : {}),
    };
  },
});

const first = (filters: number, kernel: number, stride: number): BlockSpec => ({
  op: "unit",
  filters,
  kernel,
  stride,
  activation: "relu",
});

const MAX_POOL: BlockSpec = { op: "pool", pool: "max", kernel: 3, stride: 2, padding: [1, 1], dropout: 0 };
