import type { BlockSpec } from "../../graph/blocks/block";
import { choice, int, num } from "../../schema/field";
import { backbone } from "./backbone";

/** Kernel and channels, of 192, of each convolution; the authors' last one, to the classes, is our linear layer. */
const STAGES = [
  [
    { kernel: 1, share: 160 },
    { kernel: 1, share: 96 },
  ],
  [
    { kernel: 5, share: 192 },
    { kernel: 1, share: 192 },
    { kernel: 1, share: 192 },
  ],
  [
    { kernel: 3, share: 192 },
    { kernel: 1, share: 192 },
  ],
];
const PUBLISHED = 192;
const FIRST = { kernel: 5, share: 192 };

/** A tenth of what the authors train for: a shorter run may be over before a network without batch norm learns much. */
const LONG_RUN = 5000;

/**
 * The network-in-network of Deeply-Supervised Nets: a stem, from which the authors' companion forks, then three stages of
 * convolutions with batch norm or, as the authors have them, with biases alone; max pooling 3×3 with stride 2 and dropout
 * between them. Where the authors' last 1×1 convolution leaves one map per class, which
 * they pool, ours pools first and then applies the same weights: the same number, as nothing stands between the two.
 */
export const nin = backbone({
  kind: "nin",
  title: "NIN (as in DSN)",
  summary: "Convolutions 5×5 and 1×1, max pooling and dropout: the trunk of Deeply-Supervised Nets.",
  source: {
    paper: "Lee et al., Deeply-Supervised Nets, AISTATS 2015; Lin et al., Network In Network, ICLR 2014",
    arxiv: "1409.5185",
    code: "s9xie/DSN, examples/best_augmented_cifar10_7.97",
  },
  differs: [
    "Batch norm stands in for the biases unless it is switched off; the authors have none, and train for 50,000 steps of 100 images at a learning rate of .025.",
    "The last 1×1 convolution and the global pooling change places, which gives the same numbers.",
    "The authors' companions stand at the first convolution of each stage (stem, s2b2, s3b2), before its ReLU; so do branches of the design DSN FC that fork there.",
    "All layers share one learning rate; the authors have multipliers of their own for biases and for the last layers.",
    "Weights start as in ResNets, N(0, √(2 / (k² · filters))); the authors' at N(0, .05).",
  ],
  fields: {
    width: int({
      label: "Width",
      help: "Channels of the first convolution; the others keep their proportions. Published: 192.",
      initial: 48,
      min: 2,
      max: 512,
      suggestions: [24, 48, 96, 192],
      unit: "channels",
    }),
    dropout: num({
      label: "Dropout",
      help: "Share of the values after each pooling that are switched off at each step.",
      initial: 0.5,
      min: 0,
      max: 0.95,
      suggestions: [0, 0.5],
    }),
    norm: choice({
      label: "Normalisation",
      help: "Batch norm behind every convolution, or none, as the authors have it: then the loss hardly falls in the first few hundred steps.",
      initial: "none",
      chosen: "batch",
      options: [
        { value: "batch", label: "batch norm" },
        { value: "none", label: "none" },
      ],
    }),
  },
  caution: ({ norm }, steps) =>
    norm === "none" && steps < LONG_RUN
      ? {
          field: "norm",
          what: { code: "slowWithoutNorm" },
          right: "batch",
        }
      : undefined,
  name: ({ width }) => `NIN, width ${width}`,
  expand({ width, dropout, norm }) {
    // Rows and columns that a stride of 2 would leave out are padded at the end: 32 px become 16, then 8.
    const pool: BlockSpec = { op: "pool", pool: "max", kernel: 3, stride: 2, padding: [0, 1], dropout };
    const convolution = ({ kernel, share }: { readonly kernel: number; readonly share: number }): BlockSpec => {
      const filters = Math.max(1, Math.round((width * share) / PUBLISHED));
      const layer = { filters, kernel, stride: 1, activation: "relu" } as const;
      return norm === "batch" ? { op: "unit", ...layer } : { op: "conv", ...layer, bias: true };
    };
    const stages = STAGES.map((layers, stage): readonly BlockSpec[] =>
      stage === 0 ? layers.map(convolution) : [pool, ...layers.map(convolution)],
    );
    // conv1, conv2 and conv3 of the authors: the first convolution of each stage, theirs counting the stem to the first.
    return { stem: [convolution(FIRST)], stages, finalNorm: false, places: { fc: ["stem", "s2b2", "s3b2"] } };
  },
});
