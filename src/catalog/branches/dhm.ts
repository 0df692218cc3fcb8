import { widened, type BlockSpec } from "../../graph/blocks/block";
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
 * down-sampling. A fork after the stem first runs its own stage 1 at the main width; a fork at the input runs its own
 * stem, too, which makes the branch a full second network.
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
    "“Published” follows the authors' CIFAR nets; the exact block lists of their deepest ResNets and DenseNets are custom settings.",
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
      const count = blockCount(values, blocks.length, index, remaining.length);
      // The branch's own stage 1 replaces trunk that every other branch shares: it keeps the main width.
      const factor = fromTrunkStart && index === 0 ? 1 : widthFactor(values, remaining.length);
      return { stage: `s${firstStage + index + 1}`, blocks: copied(blocks, count, factor) };
    });
    if (place.stage === -2) stages.unshift({ stage: "stem", blocks: backbone.stem });
    return { design: titleOf(values), stages, head: { kind: "pooledLinear" }, tap: "output" };
  },
});

type DhmValues = Values<typeof fields>;

function titleOf({ rule }: DhmValues): string {
  return rule === "custom" ? "DHM branch" : `DHM ${rule}`;
}

/**
 * light: half the blocks, rounded up, everywhere. published: the first remaining stage keeps its blocks and the last
 * has half, rounded up; a branch of one stage keeps all (read from the authors' CIFAR nets; the exact lists of their
 * deeper nets are custom settings).
 */
function blockCount(values: DhmValues, main: number, index: number, stages: number): number {
  if (values.rule === "custom") return values.blocks[index] ?? values.blocks.at(-1) ?? main;
  const half = Math.ceil(main / 2);
  if (values.rule === "light") return half;
  return stages > 1 && index === stages - 1 ? half : main;
}

/** published: the latest branch, which owns only the last stage, is twice as wide as the main path. */
function widthFactor(values: DhmValues, stages: number): number {
  if (values.rule === "custom") return values.width;
  return values.rule === "published" && stages === 1 ? 2 : 1;
}

/** The first `count` blocks of a stage, the last one repeated where more are asked for. */
function copied(blocks: readonly BlockSpec[], count: number, factor: number): readonly BlockSpec[] {
  const [first] = blocks;
  const pattern = blocks[1] ?? (first === undefined ? undefined : { ...first, stride: 1 });
  if (first === undefined || pattern === undefined) return [];
  return Array.from({ length: count }, (_, index) => {
    const block = index === 0 ? first : (blocks[index] ?? pattern);
    return factor === 1 ? block : widened(block, factor);
  });
}
