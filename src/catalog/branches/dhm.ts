import { isResampling, unstrided, widened, type BlockSpec } from "../../graph/blocks/block";
import type { BackboneSpec, HeadSpec, SitePlace } from "../../graph/spec";
import { choice, intList, num, type Values } from "../../schema/field";
import { branchDesign } from "./branchDesign";

const fields = {
  rule: choice({
    label: "Size",
    help: "How many blocks each remaining stage gets, and how wide they are.",
    initial: "light",
    options: [
      { value: "light", label: "light: half the blocks, main widths" },
      { value: "published", label: "published: the authors' rule" },
      { value: "custom", label: "custom: own blocks and width" },
    ],
  }),
  blocks: intList({
    label: "Blocks per remaining stage",
    help: "One number for each remaining stage; the last one repeats. Empty: as many as the main path. Custom size only.",
    initial: [],
    min: 1,
    max: 200,
    length: 8,
    advanced: true,
  }),
  width: num({
    label: "Width factor",
    help: "Channels of the copied stages as a multiple of the main path's. Custom size only.",
    initial: 1,
    min: 0.25,
    max: 4,
    suggestions: [0.5, 1, 2],
    advanced: true,
  }),
};

/**
 * The hierarchy-keeping branch of Dynamic Hierarchical Mimicking: the remaining stages run again with weights of their
 * own, every down-sampling kept, then global average pooling and a linear classifier.
 *
 * A fork inside a stage skips that stage's remaining blocks, as in the authors' nets, whose forks stand just before a
 * down-sampling. Where that stage ends in a down-sampling of its own (the transitions of DenseNets), the branch has one, too.
 * A fork after the stem first runs its own stage 1 at the main width; a fork at the input runs its own stem and the trunk's
 * kind of classifier, too, which makes the branch a full second network.
 */
export const dhm = branchDesign({
  kind: "dhm",
  title: "DHM branch",
  summary: "A copy of the remaining stages with weights of its own, then pooling and a linear classifier.",
  source: {
    paper: "Li and Chen, Dynamic Hierarchical Mimicking Towards Consistent Optimization Objectives, CVPR 2020",
    arxiv: "2003.10739",
    code: "d-li14/DHM, models/cifar/resnet.py",
  },
  differs: [
    "“Light” is Forklab's rule: half the blocks everywhere at main widths. The authors' nets are “published”: their later branch has all blocks at double width and is the largest part of the training network.",
    "“Published” has the authors' block lists for their ResNets, wide ResNets and DenseNets; for other depths and families it goes on by the rule of their CIFAR nets. The sizes for MobileNets are Forklab's own.",
    "Where a fork skips the end of its stage, the branch has the transition that stands there, too.",
    "Forks inside a stage, after the stem and at the input are Forklab's; the authors fork just before a down-sampling.",
  ],
  formula: "z = W mean(stages(x)) + b",
  fields,
  aliases: {
    light: { title: "DHM light", values: { rule: "light" } },
    published: { title: "DHM published", values: { rule: "published" } },
  },
  caption: () => "copy of the rest",
  expand({ backbone, place }, values) {
    // After the stem the branch owns stage 1; anywhere else it starts with the stage after the one that holds the site.
    const firstStage = Math.max(0, place.stage + 1);
    const fromTrunkStart = place.stage < 0;
    const remaining = backbone.stages.slice(firstStage);
    const stages = remaining.map((blocks, index) => {
      const layers = blocks.filter((block) => !isResampling(block)).length;
      const count = blockCount(values, backbone, layers, index, remaining.length);
      // The branch's own stage 1 replaces trunk that every other branch shares: it keeps the main width.
      const factor = fromTrunkStart && index === 0 ? 1 : widthFactor(values, backbone, remaining.length);
      const missed = index === 0 ? missedResampling(backbone, place) : [];
      return { stage: `s${firstStage + index + 1}`, blocks: [...missed, ...copied(blocks, count, factor)] };
    });
    const own = place.stage === -2 ? [{ stage: "stem", blocks: backbone.stem }] : [];
    const skips = fromTrunkStart && backbone.skips !== undefined ? { skips: backbone.skips } : {};
    return {
      design: titleOf(values),
      stages: [...own, ...stages],
      head: headOf(backbone, place),
      tap: "output",
      ...skips,
    };
  },
});

type DhmValues = Values<typeof fields>;

function titleOf({ rule }: DhmValues): string {
  return rule === "custom" ? "DHM branch" : `DHM ${rule}`;
}

/** A second network, from the picture on, ends as the first one does. */
function headOf(backbone: BackboneSpec, place: SitePlace): HeadSpec {
  const own = place.stage === -2 ? backbone.head?.spec : undefined;
  return own ?? { kind: "pooledLinear" };
}

/** The down-sampling at the end of the fork's own stage, where the fork stands before it. */
function missedResampling(backbone: BackboneSpec, { stage, block }: SitePlace): readonly BlockSpec[] {
  const blocks = backbone.stages[stage] ?? [];
  const end = blocks.findLastIndex((candidate) => !isResampling(candidate)) + 1;
  return block < end ? blocks.slice(end) : [];
}

/**
 * light: half the blocks, rounded up, everywhere. published: what the trunk lists; else the first remaining stage keeps its
 * blocks and the last has half, rounded up, and a branch of one stage keeps all (read from the authors' CIFAR nets).
 */
function blockCount(values: DhmValues, backbone: BackboneSpec, main: number, index: number, stages: number): number {
  if (values.rule === "custom") return values.blocks[index] ?? values.blocks.at(-1) ?? main;
  const half = Math.ceil(main / 2);
  if (values.rule === "light") return half;
  return backbone.published?.blocks[stages]?.[index] ?? (stages > 1 && index === stages - 1 ? half : main);
}

/** published: the latest branch, which owns only the last stage, is wider than the main path. */
function widthFactor(values: DhmValues, backbone: BackboneSpec, stages: number): number {
  if (values.rule === "custom") return values.width;
  return values.rule === "published" && stages === 1 ? (backbone.published?.lastWidth ?? 2) : 1;
}

/**
 * The first `count` layers of a stage between its down-samplings, the last one repeated where more are asked for.
 */
function copied(blocks: readonly BlockSpec[], count: number, factor: number): readonly BlockSpec[] {
  const start = blocks.findIndex((block) => !isResampling(block));
  const last = blocks.findLast((block) => !isResampling(block));
  if (last === undefined) return blocks;
  const end = blocks.findLastIndex((block) => !isResampling(block)) + 1;
  const layers = blocks.slice(start, end);
  const own = Array.from({ length: count }, (_, index) => {
    const block = layers[index] ?? unstrided(last);
    return factor === 1 ? block : widened(block, factor);
  });
  return [...blocks.slice(0, start), ...own, ...blocks.slice(end)];
}
