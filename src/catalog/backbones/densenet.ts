import type { BlockSpec } from "../../graph/blocks/block";
import type { PublishedBranches } from "../../graph/spec";
import { choice, flag, int, num } from "../../schema/field";
import { backbone } from "./backbone";
import { blocksOfDepth } from "./blocksOfDepth";

const MAX_DEPTH = 304;
/** Channels after the first convolution; with bottlenecks it has twice the growth. */
const STEM = 16;

/** The DHM authors' lists: the branch after stage 1, then the one after stage 2; their DenseNet-40 follows the rule. */
const LISTS: { readonly [layers: string]: readonly [readonly number[], readonly number[]] } = {
  "100 plain": [[16, 16], [32]],
  "100 bottleneck": [[16, 16], [32]],
  "190 bottleneck": [[16, 16], [31]],
  "250 bottleneck": [[22, 22], [41]],
};

/**
 * DenseNet for small images: three dense blocks of n layers that each append `growth` channels, with transitions between
 * them. A transition belongs to the stage before it, so that forks at the ends of stages stand after it.
 * Depth 3n + 4, with bottlenecks 6n + 4.
 */
export const densenet = backbone({
  kind: "densenet",
  title: "DenseNet",
  summary: "Every layer appends its channels to all before it; with bottlenecks and compression it is DenseNet-BC.",
  source: {
    paper: "Huang et al., Densely Connected Convolutional Networks, CVPR 2017, section 3",
    arxiv: "1608.06993",
    code: "d-li14/DHM, models/cifar/densenet.py",
  },
  differs: [
    "Forks at the end of a stage stand after its transition, which the branches of that stage share with the trunk.",
    "The stem has 16 channels, with bottlenecks twice the growth, whatever the compression.",
  ],
  fields: {
    depth: int({
      label: "Depth",
      help: "Number of layers with weights: 3n + 4, n layers in each of the three dense blocks; 6n + 4 with bottlenecks.",
      initial: 22,
      min: 7,
      max: MAX_DEPTH,
      suggestions: [10, 22, 40, 100],
      unit: "layers",
    }),
    growth: int({
      label: "Growth k",
      help: "Channels that every layer appends.",
      initial: 12,
      min: 1,
      max: 64,
      suggestions: [4, 8, 12, 24, 40],
      unit: "channels",
    }),
    compression: num({
      label: "Compression θ",
      help: "Share of the channels that a transition keeps.",
      initial: 1,
      min: 0.1,
      max: 1,
      suggestions: [0.5, 1],
    }),
    bottleneck: flag({
      label: "Bottlenecks",
      help: "A 1×1 convolution to four times the growth before every 3×3 convolution.",
      initial: false,
    }),
    dropout: num({
      label: "Dropout",
      help: "Share of the values behind a convolution that are switched off at each step.",
      initial: 0,
      min: 0,
      max: 0.95,
      suggestions: [0, 0.2],
      advanced: true,
    }),
    drops: choice({
      label: "Dropout follows",
      help: "All convolutions but the first, as in the authors' file, or the 3×3 convolutions alone, as in older links of this lab.",
      initial: "layers",
      chosen: "all",
      options: [
        { value: "all", label: "every convolution" },
        { value: "layers", label: "3×3 convolutions" },
      ],
      advanced: true,
    }),
  },
  name({ depth, growth, compression, bottleneck }) {
    const letters = `${bottleneck ? "B" : ""}${compression < 1 ? "C" : ""}`;
    return `DenseNet${letters === "" ? "" : `-${letters}`}-${depth}, growth ${growth}`;
  },
  expand({ depth, growth, compression, bottleneck, dropout, drops }) {
    const layers = blocksOfDepth(depth, { perBlock: bottleneck ? 6 : 3, others: 4, max: MAX_DEPTH });
    const block = Array.from({ length: layers }, (): BlockSpec => ({
      op: "denseLayer",
      growth,
      bottleneck,
      dropout,
      dropsInner: drops === "all",
    }));
    const transition: BlockSpec = { op: "transition", compression, dropout: drops === "all" ? dropout : 0 };
    const filters = bottleneck ? 2 * growth : STEM;
    return {
      stem: [{ op: "conv", filters, kernel: 3, stride: 1, bias: false, activation: "none" }],
      stages: [[...block, transition], [...block, transition], block],
      finalNorm: true,
      published: publishedBranches(depth, bottleneck),
    };
  },
});

function publishedBranches(depth: number, bottleneck: boolean): PublishedBranches {
  const lists = LISTS[`${depth} ${bottleneck ? "bottleneck" : "plain"}`];
  return { lastWidth: 3, blocks: lists === undefined ? {} : { 2: lists[0], 1: lists[1] } };
}
