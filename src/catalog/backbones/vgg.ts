import type { BlockSpec } from "../../graph/blocks/block";
import { ConfigError } from "../../schema/configError";
import { int, intList } from "../../schema/field";
import { backbone } from "./backbone";

/** From the fourth stage on the width stays. */
const WIDEST = 8;

const fields = {
  blocks: intList({
    label: "Convolutions per stage",
    help: "One number for each stage, with max pooling between them; the very first one is the stem. VGG-16 is 2.2.3.3.3.",
    initial: [2, 2, 2],
    min: 1,
    max: 16,
    length: 6,
  }),
  width: int({
    label: "Width",
    help: "Channels of the first stage; they double up to eight times as many. Published: 64.",
    initial: 16,
    min: 1,
    max: 256,
    suggestions: [8, 16, 32, 64],
    unit: "channels",
  }),
};

/**
 * A VGG net with batch norm: a first convolution as stem, stages of 3×3 convolutions, max pooling 2×2 between them, then
 * global average pooling and one linear layer in place of the authors' three.
 */
export const vgg = backbone({
  kind: "vgg",
  title: "VGG with batch norm",
  summary: "Stages of plain 3×3 convolutions with max pooling between them; a pooled classifier.",
  source: {
    paper: "Simonyan and Zisserman, Very Deep Convolutional Networks, ICLR 2015, table 1; the batch norm came later",
    arxiv: "1409.1556",
  },
  differs: [
    "Convolutions have batch norm in place of biases.",
    "Global average pooling and one linear layer stand for the last pooling and the three fully connected layers.",
  ],
  fields,
  name: ({ blocks, width }) => `VGG ${blocks.join("-")}, width ${width}`,
  expand({ blocks, width }) {
    const total = blocks.reduce((sum, count) => sum + count, 0);
    if (total < 2) {
      throw new ConfigError("backbone.blocks", { code: "twoConvolutions" }, fields.blocks.format(blocks));
    }
    const convolution = (stage: number): BlockSpec => ({
      op: "unit",
      filters: width * Math.min(WIDEST, 2 ** stage),
      kernel: 3,
      stride: 1,
      activation: "relu",
    });
    const stages = blocks.map((count, stage): readonly BlockSpec[] =>
      stage === 0
        ? Array.from({ length: count - 1 }, () => convolution(stage))
        : [POOL, ...Array.from({ length: count }, () => convolution(stage))],
    );
    // A first stage of one convolution is all stem.
    return { stem: [convolution(0)], stages: stages.filter(({ length }) => length > 0), finalNorm: false };
  },
});

const POOL: BlockSpec = { op: "pool", pool: "max", kernel: 2, stride: 2, padding: [0, 0], dropout: 0 };
