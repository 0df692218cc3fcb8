import type { BlockSpec } from "../../graph/blocks/block";
import { inEights } from "../../graph/blocks/inEights";
import { LINEAR_DEVIATION } from "../../graph/blocks/inverted";
import { choice, flag, num } from "../../schema/field";
import { backbone } from "./backbone";

/** Kernel, hidden and left channels, squeeze-excite, activation, stride. */
type Row = readonly [
  kernel: number,
  hidden: number,
  filters: number,
  squeeze: boolean,
  act: "relu" | "hardSwish",
  stride: number,
];

/**
 * The authors' rows by the size and width of their maps. Their `blocks0` is the first two stages here, `blocks1` the
 * third, `blocks2` the fourth, `blocks3` the fifth.
 */
const STAGES: readonly (readonly Row[])[] = [
  [
    [3, 64, 24, false, "relu", 2],
    [3, 72, 24, false, "relu", 1],
  ],
  [
    [5, 72, 40, true, "relu", 2],
    [5, 120, 40, true, "relu", 1],
    [5, 240, 40, true, "hardSwish", 1],
  ],
  [
    [3, 240, 80, false, "hardSwish", 2],
    [3, 200, 80, false, "hardSwish", 1],
    [3, 184, 80, false, "hardSwish", 1],
    [3, 184, 80, false, "hardSwish", 1],
  ],
  [
    [3, 480, 112, true, "hardSwish", 1],
    [3, 672, 112, true, "hardSwish", 1],
  ],
  [
    [5, 672, 160, true, "hardSwish", 2],
    [5, 960, 160, true, "hardSwish", 1],
    [5, 960, 160, true, "hardSwish", 1],
  ],
];
const STEM = 16;
const LAST = 960;
const HIDDEN = 1280;
const DROPOUT = 0.2;

/**
 * SkipblockNet-M: inverted residuals, some with squeeze-excite gates, and two skip blocks that carry the stem's output past
 * the early stages. The stem is the first convolution with the base block. For small images the first two strides are 1.
 */
export const skipnet = backbone({
  kind: "skipnet",
  title: "SkipblockNet-M",
  summary: "Inverted residuals with gates, and two skip blocks from the stem into later stages.",
  source: {
    paper: "Abrahamyan et al., Bias Loss for Mobile Neural Networks, ICCV 2021",
    arxiv: "2107.11170",
    code: "lusinlu/biasloss_skipblocknet, skipblocknet/skipblocknet.py",
  },
  differs: [
    "A skip is pooled to the size of the map that it joins; the authors' code has 28 and 14 px written in.",
    "A skip reads as many channels as the stem has; the authors' code expects 16 whatever the width.",
    "For small images the first two strides are 1.",
  ],
  fields: {
    width: num({
      label: "Width multiplier",
      help: "Channels as a multiple of the published ones, in eights; the authors' S, M and L differ by it alone.",
      initial: 0.25,
      min: 0.03125,
      max: 2,
      suggestions: [0.25, 0.5, 1],
    }),
    skips: flag({
      label: "Skip blocks",
      help: "Without them the trunk is a chain, as a control.",
      initial: true,
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
    gates: choice({
      label: "Gates",
      help: "Squeeze-excite gates follow the activation, as in the authors' file, or precede it, as in older links.",
      initial: "before",
      chosen: "after",
      options: [
        { value: "after", label: "after the activation" },
        { value: "before", label: "before the activation" },
      ],
      advanced: true,
    }),
    hidden: choice({
      label: "Hidden channels",
      help: "Those that come into a block times its expansion, the skips' own as published, as in the authors' file; or all published ones times the width, as in older links. At width 1 both agree.",
      initial: "scaled",
      chosen: "expanded",
      options: [
        { value: "expanded", label: "incoming × expansion" },
        { value: "scaled", label: "published × width" },
      ],
      advanced: true,
    }),
  },
  name: ({ width, skips }) => `SkipblockNet-M × ${width}${skips ? "" : ", no skips"}`,
  expand({ width, skips, images, gates, hidden: rule }) {
    const early = images === "small" ? 1 : 2;
    const times = (published: number): number => inEights(published * width);
    const stem = times(STEM);
    const expanded = rule === "expanded";
    // Published, a block's expansion is its hidden channels over those that come in.
    let incoming = STEM;
    const hiddenOf = (hidden: number, filters: number): number => {
      const inner = expanded ? inEights(times(incoming) * (hidden / incoming)) : times(hidden);
      incoming = filters;
      return inner;
    };
    return {
      stem: [
        { op: "unit", filters: stem, kernel: 3, stride: early, activation: "hardSwish" },
        {
          op: "inverted",
          filters: stem,
          hidden: stem,
          expand: true,
          kernel: 3,
          stride: 1,
          activation: "hardSwish",
          squeeze: false,
        },
      ],
      stages: STAGES.map((rows, stage) =>
        rows.map(([kernel, hidden, filters, squeeze, activation, stride]): BlockSpec => ({
          op: "inverted",
          filters: times(filters),
          hidden: hiddenOf(hidden, filters),
          expand: true,
          kernel,
          stride: stage === 0 && stride === 2 ? early : stride,
          activation,
          squeeze: squeeze && (gates === "after" ? "afterActivation" : "beforeActivation"),
        })),
      ),
      finalNorm: false,
      head: {
        design: "1×1 conv, GAP, FC + linear",
        spec: {
          kind: "wideLinear",
          filters: expanded ? inEights(6 * times(160)) : times(LAST),
          // As the authors: the hidden layer of the classifier only ever gets wider.
          hidden: Math.max(HIDDEN, times(HIDDEN)),
          activation: "hardSwish",
          dropout: DROPOUT,
          deviation: LINEAR_DEVIATION,
        },
      },
      skips: skips
        ? [
            { into: "s3", hidden: expanded ? 96 : times(96), kernel: 5 },
            { into: "s4", hidden: expanded ? 40 : times(40), kernel: 3 },
          ]
        : [],
    };
  },
});
