import type { BlockSpec } from "../../graph/blocks/block";
import { inEights } from "../../graph/blocks/inEights";
import { choice, num } from "../../schema/field";
import { backbone } from "./backbone";

interface Row {
  readonly expansion: number;
  readonly filters: number;
  readonly blocks: number;
}

/** The authors' rows, grouped by the size of their maps; every group but the first starts with stride 2. */
const STAGES: readonly (readonly Row[])[] = [
  [{ expansion: 1, filters: 16, blocks: 1 }],
  [{ expansion: 6, filters: 24, blocks: 2 }],
  [{ expansion: 6, filters: 32, blocks: 3 }],
  [
    { expansion: 6, filters: 64, blocks: 4 },
    { expansion: 6, filters: 96, blocks: 3 },
  ],
  [
    { expansion: 6, filters: 160, blocks: 3 },
    { expansion: 6, filters: 320, blocks: 1 },
  ],
];
const STEM = 32;
const LAST = 1280;
const DROPOUT = 0.2;
/** The authors' initial deviation of the linear layer. */
const DEVIATION = 0.01;

/**
 * MobileNetV2: inverted residuals with linear bottlenecks and ReLU6, then a 1×1 convolution, pooling, dropout and a linear
 * layer. For small images the first two of the five strides are 1.
 */
export const mobilenetV2 = backbone({
  kind: "mobilenetV2",
  title: "MobileNetV2",
  summary: "Inverted residuals with linear bottlenecks in five stages. Its published branch sizes are Forklab's own.",
  source: {
    paper: "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018, table 2",
    arxiv: "1801.04381",
  },
  differs: [
    "For small images the first two strides are 1, as in common ports to 32 px.",
    "The last convolution shrinks with width multipliers below 1, too; the paper keeps 1280 there.",
    "No authors' file gives side branches for this net: the sizes under published are Forklab's own.",
  ],
  fields: {
    width: num({
      label: "Width multiplier",
      help: "Channels as a multiple of the published ones, in eights; the last convolution's 1280 shrink and grow with it.",
      initial: 0.25,
      min: 0.03125,
      max: 2,
      suggestions: [0.125, 0.25, 0.5, 1],
    }),
    depth: num({
      label: "Depth multiplier",
      help: "Blocks of each row as a multiple of 1, 2, 3, 4, 3, 3, 1, rounded up.",
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
  name: ({ width, depth }) => `MobileNetV2 × ${width}${depth === 1 ? "" : `, depth × ${depth}`}`,
  expand({ width, depth, images }) {
    const early = images === "small" ? 1 : 2;
    const stem = inEights(STEM * width);
    let channels = stem;
    const stages = STAGES.map((rows, stage) =>
      rows.flatMap((row, index) =>
        Array.from({ length: Math.ceil(row.blocks * depth) }, (_, block): BlockSpec => {
          const strided = stage > 0 && index === 0 && block === 0;
          const hidden = row.expansion * channels;
          channels = inEights(row.filters * width);
          return {
            op: "inverted",
            filters: channels,
            hidden,
            expand: row.expansion > 1,
            kernel: 3,
            stride: strided ? (stage === 1 ? early : 2) : 1,
            activation: "relu6",
            squeeze: false,
          };
        }),
      ),
    );
    const half = (stage: number): number => Math.ceil((stages[stage]?.length ?? 1) / 2);
    return {
      stem: [{ op: "unit", filters: stem, kernel: 3, stride: early, activation: "relu6" }],
      stages,
      finalNorm: false,
      head: {
        design: "1×1 conv, GAP + linear",
        spec: {
          kind: "wideLinear",
          filters: inEights(LAST * width),
          hidden: 0,
          activation: "relu6",
          dropout: DROPOUT,
          deviation: DEVIATION,
        },
      },
      published: { lastWidth: 2, blocks: { 2: [half(3), half(4)] } },
    };
  },
});
