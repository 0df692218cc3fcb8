import {
  MAIN,
  type BranchId,
  type GraphNode,
  type NetworkGraph,
  type SiteId,
  type StageId,
} from "../../graph/networkGraph";
import type { ArmNetwork } from "../../experiment/network";

export interface StageBox {
  readonly stage: StageId;
  readonly x: number;
  readonly width: number;
  readonly channels: number;
}

export interface SitePoint {
  readonly site: SiteId;
  readonly x: number;
  /** Below the trunk line. */
  readonly dy: number;
  /** Inside a stage: smaller, on the box. */
  readonly inside: boolean;
}

/** A part of a branch with weights of its own, or its classifier. */
export interface BranchNode {
  readonly kind: "copy" | "separable" | "conv" | "convLinear" | "flat" | "probe" | "pooled";
  readonly stage: StageId;
  readonly x: number;
  readonly width: number;
  /** Where it differs from the trunk's stage. */
  readonly channels?: number;
}

/** A branch as drawn: leaves its site vertically, then runs to the column of heads. */
export interface Lane {
  readonly arm: number;
  readonly branch: BranchId;
  readonly fromX: number;
  readonly y: number;
  readonly observer: boolean;
  readonly nodes: readonly BranchNode[];
}

/** A way round some stages, as a line along the upper or the lower edge of their boxes. */
export interface SkipLine {
  readonly into: StageId;
  readonly fromX: number;
  readonly toX: number;
  readonly y: number;
}

export interface MainRow {
  readonly arm: number;
  readonly y: number;
}

/** A classifier, by what stands before its logits. */
export type HeadKind = Exclude<BranchNode["kind"], "copy" | "separable">;

/** The trunk's own classifier. */
export interface MainHeadBox {
  readonly kind: HeadKind;
  readonly x: number;
  readonly width: number;
}

export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  /** Height of the trunk line. */
  readonly trunkY: number;
  readonly boxHeight: number;
  readonly fillHeight: number;
  readonly stages: readonly StageBox[];
  readonly sites: readonly SitePoint[];
  readonly skips: readonly SkipLine[];
  readonly mainHead: MainHeadBox;
  readonly lanes: readonly Lane[];
  readonly mains: readonly MainRow[];
  readonly headX: number;
  readonly labelX: number;
  readonly barX: number;
  readonly barWidth: number;
}

const PICTURE = 48;
const FIRST_GAP = 36;
const HEAD_WIDTH = 92;
/** Heads with longer names. */
const WIDE_HEADS: { readonly [kind in BranchNode["kind"]]?: number } = { convLinear: 98, flat: 112 };

/** How closely things stand. */
interface Spacing {
  /** Widths of slots between boxes, of the stem and of the narrowest stage. */
  readonly slot: number;
  readonly stem: number;
  readonly stage: number;
  /** From the column of heads to the right edge: arcs, names, bars, numbers; from where names and bars stand to that edge. */
  readonly results: number;
  readonly label: number;
  readonly bar: number;
  readonly barWidth: number;
  /** Rows in which the sites inside a stage stand. */
  readonly rows: number;
}

const ROOMY: Spacing = { slot: 36, stem: 76, stage: 92, results: 236, label: 190, bar: 106, barWidth: 58, rows: 1 };
const TIGHT: Spacing = { slot: 28, stem: 56, stage: 64, results: 188, label: 138, bar: 72, barWidth: 22, rows: 1 };
/** From the roomiest to the closest: the first that fits is taken. */
const SPACINGS: readonly Spacing[] = [
  ROOMY,
  { ...ROOMY, slot: 30, stem: 60, stage: 80 },
  { ...ROOMY, slot: 30, stem: 60, stage: 80, rows: 2 },
  { ...TIGHT, rows: 2 },
  { ...TIGHT, rows: 3 },
  { ...TIGHT, rows: 4 },
];
const INSIDE = 28;
const INSIDE_ROW = 24;
const FILL = 30;
const SPREAD = 22;
/** Between a box and a skip that passes it. */
const SKIP_GAP = 6;
/** What a skip takes between the boxes and the next lane. */
const SKIP_ROOM = 10;
/** Between a box and where a skip leaves or joins the trunk beside it: clear of the site in the middle of the slot. */
const SKIP_INSET = 3;
export const FIRST_LANE = 20;

export interface ArmToDraw {
  readonly index: number;
  readonly network: ArmNetwork;
}

/**
 * Places everything of one trunk and up to two arms: the first arm's branches above, the second's below; earlier forks
 * run further out, so that no line crosses another.
 * @param room pixels to fill; where even the closest spacing takes more, the drawing scrolls.
 * @param low in a low window lanes stand closer, so that the charts below come into sight.
 */
export function layoutDiagram(
  trunk: NetworkGraph,
  arms: readonly ArmToDraw[],
  room: number,
  low = false,
): DiagramLayout {
  const insideOf = (stage: StageId) => trunk.sites.filter((site) => site.stage === stage && !site.stageEnd);
  const hasInside = trunk.sites.some(({ stageEnd }) => !stageEnd);
  const bodies = trunk.stages.filter((stage) => stage !== "stem");
  const above = arms[0] === undefined ? [] : branchesOf(arms[0]);
  const below = arms[1] === undefined ? [] : branchesOf(arms[1]);
  const headWidth = Math.max(...headKinds(trunk, arms).map((kind) => WIDE_HEADS[kind] ?? HEAD_WIDTH));
  const fixedOf = ({ slot, stem, results }: Spacing): number =>
    PICTURE + FIRST_GAP + stem + slot * (bodies.length + 1) + headWidth + SPREAD + results;
  const needsOf = ({ stage: least, rows, slot }: Spacing): readonly number[] =>
    bodies.map((stage) => {
      const inside = insideOf(stage).length;
      // The outermost ones also keep their distance from the sites beside the box.
      const edges = inside === 0 ? 0 : (INSIDE_ROW - slot / 2) * (inside + 1);
      return Math.max(least, Math.ceil((inside * INSIDE) / rows) + 12, edges);
    });
  const fits = (one: Spacing): boolean => fixedOf(one) + needsOf(one).reduce((sum, need) => sum + need, 0) <= room;
  const spacing = SPACINGS.find(fits) ?? { ...TIGHT, rows: 4 };
  const { slot, stem, stage: least, rows } = spacing;
  const widths = shareRoom(needsOf(spacing), room - fixedOf(spacing));

  const stages: StageBox[] = [];
  let x = PICTURE + FIRST_GAP;
  stages.push({ stage: "stem", x, width: stem, channels: channelsAfter(trunk, "stem") });
  x += stem + slot;
  bodies.forEach((stage, index) => {
    const width = widths[index] ?? least;
    stages.push({ stage, x, width, channels: channelsAfter(trunk, stage) });
    x += width + slot;
  });
  const mainHead: MainHeadBox = { kind: headKind(trunk, MAIN), x, width: headWidth };
  const headX = x + headWidth + SPREAD;
  const width = Math.max(room, headX + spacing.results);

  const boxHeight = hasInside ? 2 * FILL + INSIDE_ROW * (rows + 1) : 84;
  const skips = skipsOf(trunk, stages);
  const skipRoom = skips.length === 0 ? 0 : SKIP_ROOM;
  const top = roomFor(above.length, boxHeight + 2 * skipRoom, low);
  const bottom = roomFor(below.length, boxHeight + 2 * skipRoom, low);
  const sites = trunk.sites.map((site) => placeSite(site.id, { stages, trunk, slot, rows, boxHeight }));
  const place = { sites, stages, mainHead, trunk };
  return {
    width,
    height: top + bottom,
    trunkY: top,
    boxHeight,
    fillHeight: FILL,
    stages,
    sites,
    skips: skipLines(skips, stages, top, boxHeight),
    mainHead,
    lanes: [
      ...lanesOf(above, arms[0], place, (index) => FIRST_LANE + index * gapFor(above.length, low)),
      ...lanesOf(below, arms[1], place, (index) => top + bottom - FIRST_LANE - index * gapFor(below.length, low)),
    ],
    mains: arms.slice(0, 2).map(({ index }, position) => ({ arm: index, y: top + (position === 0 ? -22 : 22) })),
    headX,
    labelX: width - spacing.label,
    barX: width - spacing.bar,
    barWidth: spacing.barWidth,
  };
}

/** Every head that will be drawn in the column of the main one. */
function headKinds(trunk: NetworkGraph, arms: readonly ArmToDraw[]): readonly HeadKind[] {
  return [
    headKind(trunk, MAIN),
    ...arms.flatMap(({ network: { graph } }) => graph.heads.map(({ branch }) => headKind(graph, branch))),
  ];
}

/** Equal widths, but for those that need more; the others share what is left. */
function shareRoom(needs: readonly number[], room: number): readonly number[] {
  const fair = room / Math.max(1, needs.length);
  const large = needs.filter((need) => need > fair);
  const rest = room - large.reduce((sum, need) => sum + need, 0);
  const share = Math.floor(rest / Math.max(1, needs.length - large.length));
  return needs.map((need) => (need > fair ? need : Math.max(need, share)));
}

function roomFor(lanes: number, boxHeight: number, low: boolean): number {
  return Math.max(low ? 108 : 126, FIRST_LANE + Math.max(0, lanes - 1) * gapFor(lanes, low) + 20 + boxHeight / 2);
}

function gapFor(lanes: number, low: boolean): number {
  return lanes <= 2 && !low ? 38 : 30;
}

function channelsAfter(trunk: NetworkGraph, stage: StageId): number {
  return trunk.sites.findLast((site) => site.stage === stage)?.shape.at(-1) ?? 0;
}

interface Skip {
  readonly from: StageId;
  readonly into: StageId;
}

/** Skips of the trunk: where a stage reads what an earlier one than its neighbour left. */
function skipsOf(trunk: NetworkGraph, stages: readonly StageBox[]): readonly Skip[] {
  const order = stages.map(({ stage }) => stage);
  const stageOf = new Map(trunk.nodes.map(({ name, stage }) => [name, stage]));
  return order.slice(2).flatMap((into, index) => {
    const before = order.slice(0, index + 1);
    const inputs = trunk.nodes.flatMap((node) => (node.branch === MAIN && node.stage === into ? node.inputs : []));
    const from = before.find((stage) => inputs.some((input) => stageOf.get(input) === stage));
    return from === undefined ? [] : [{ from, into }];
  });
}

/** Every other one runs below. */
function skipLines(
  skips: readonly Skip[],
  stages: readonly StageBox[],
  trunkY: number,
  boxHeight: number,
): readonly SkipLine[] {
  return skips.map(({ from, into }, index) => {
    const start = stages.find(({ stage }) => stage === from);
    const end = stages.find(({ stage }) => stage === into);
    const side = index % 2 === 0 ? -1 : 1;
    return {
      into,
      fromX: (start?.x ?? 0) + (start?.width ?? 0) + SKIP_INSET,
      toX: (end?.x ?? 0) - SKIP_INSET,
      y: trunkY + side * (boxHeight / 2 + SKIP_GAP),
    };
  });
}

interface SitePlace {
  readonly stages: readonly StageBox[];
  readonly trunk: NetworkGraph;
  readonly slot: number;
  readonly rows: number;
  readonly boxHeight: number;
}

/** Sites inside a stage follow each other to the right, in turn in each row, so that no two fork lines fall together. */
function placeSite(site: SiteId, { stages, trunk, slot, rows, boxHeight }: SitePlace): SitePoint {
  const found = trunk.sites.find(({ id }) => id === site);
  const box = stages.find(({ stage }) => stage === found?.stage);
  if (found === undefined || box === undefined) return { site, x: PICTURE + FIRST_GAP / 2, dy: 0, inside: false };
  if (found.stageEnd) return { site, x: box.x + box.width + slot / 2, dy: 0, inside: false };
  const siblings = trunk.sites.filter(({ stage, stageEnd }) => stage === found.stage && !stageEnd);
  const position = siblings.indexOf(found);
  const row = box.width / (siblings.length + 1) >= INSIDE_ROW ? 0 : position % rows;
  return {
    site,
    x: box.x + ((position + 1) * box.width) / (siblings.length + 1),
    dy: FILL + INSIDE_ROW * (row + 1) + 9 - boxHeight / 2,
    inside: true,
  };
}

/** Side branches, the earliest fork first. */
function branchesOf({ network: { graph } }: ArmToDraw) {
  const position = (site: SiteId | undefined): number => graph.sites.find(({ id }) => id === site)?.position ?? 0;
  return graph.heads.filter(({ branch }) => branch !== MAIN).toSorted((a, b) => position(a.site) - position(b.site));
}

interface Place {
  readonly sites: readonly SitePoint[];
  readonly stages: readonly StageBox[];
  readonly mainHead: MainHeadBox;
  readonly trunk: NetworkGraph;
}

function lanesOf(
  heads: ReturnType<typeof branchesOf>,
  arm: ArmToDraw | undefined,
  place: Place,
  yOf: (index: number) => number,
): readonly Lane[] {
  if (arm === undefined) return [];
  return heads.map(({ branch, site, observer }, index) => ({
    arm: arm.index,
    branch,
    fromX: place.sites.find((point) => point.site === site)?.x ?? 0,
    y: yOf(index),
    observer,
    nodes: nodesOf(arm.network.graph, branch, site ?? "input", place),
  }));
}

/** What hangs in a lane: copies of stages, or what stands for them, in the stages' own columns, then the classifier. */
function nodesOf(graph: NetworkGraph, branch: BranchId, site: SiteId, place: Place): readonly BranchNode[] {
  // An observer's first node only stops the gradient: no copy of anything.
  const own = graph.nodes.filter(
    (node) => node.branch === branch && node.shape.length === 3 && node.primitive.op !== "detach",
  );
  const copies = place.stages.flatMap(({ stage, x, width, channels }): BranchNode[] => {
    const last = own.findLast((node) => node.stage === stage);
    if (last === undefined) return [];
    const ownChannels = last.shape.at(-1) ?? channels;
    const kind = isGrouped(own, stage) && !isGrouped(graph.nodes, stage, MAIN) ? "separable" : "copy";
    return [{ kind, stage, x, width, ...(ownChannels === channels ? {} : { channels: ownChannels }) }];
  });
  const { mainHead } = place;
  const kind = headKind(graph, branch);
  if (copies.length > 0) return [...copies, { ...mainHead, kind, stage: "head" }];
  const next = place.stages.find(({ x }) => x > (place.sites.find((point) => point.site === site)?.x ?? 0));
  const x = next?.x ?? mainHead.x;
  return [{ kind, stage: "head", x, width: next === undefined ? mainHead.width : (WIDE_HEADS[kind] ?? HEAD_WIDTH) }];
}

/** Whether a stage has depthwise or grouped convolutions. */
function isGrouped(nodes: readonly GraphNode[], stage: StageId, branch?: BranchId): boolean {
  return nodes.some(
    (node) =>
      node.stage === stage &&
      (branch === undefined || node.branch === branch) &&
      node.primitive.op === "conv" &&
      node.primitive.groups > 1,
  );
}

/** What stands before the logits, from the primitives of the head. */
function headKind(graph: NetworkGraph, branch: BranchId): HeadKind {
  const ops = new Set(
    graph.nodes.flatMap((node) => (node.branch === branch && node.stage === "head" ? node.primitive.op : [])),
  );
  if (ops.has("normalise")) return "probe";
  if (ops.has("conv")) return "convLinear";
  return ops.has("flatten") ? "flat" : "pooled";
}
