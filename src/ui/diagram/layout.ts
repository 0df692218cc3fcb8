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
/** Widths of slots between boxes, of the stem and of the narrowest stage; smaller ones from five stages on. */
const ROOMY = { slot: 36, stem: 76, stage: 92 };
const TIGHT = { slot: 30, stem: 60, stage: 76 };
const MANY_STAGES = 5;
const FIRST_GAP = 36;
const HEAD_WIDTH = 92;
/** Heads with longer names, where they stand alone. */
const WIDE_HEADS: { readonly [kind in BranchNode["kind"]]?: number } = { convLinear: 98, flat: 112 };
/** From the column of heads to the right edge: arcs, names, bars, numbers. */
const RESULTS = 236;
const INSIDE = 28;
const SPREAD = 22;
/** Between a box and a skip that passes it. */
const SKIP_GAP = 5;
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
 * @param room pixels to fill; a deep net with many sites takes more and scrolls.
 */
export function layoutDiagram(trunk: NetworkGraph, arms: readonly ArmToDraw[], room: number): DiagramLayout {
  const insideOf = (stage: StageId) => trunk.sites.filter((site) => site.stage === stage && !site.stageEnd);
  const hasInside = trunk.sites.some(({ stageEnd }) => !stageEnd);
  const bodies = trunk.stages.filter((stage) => stage !== "stem");
  const { slot, stem, stage: least } = bodies.length < MANY_STAGES ? ROOMY : TIGHT;
  const fixed = PICTURE + FIRST_GAP + stem + slot * (bodies.length + 1) + HEAD_WIDTH + SPREAD + RESULTS;
  const needs = bodies.map((stage) => Math.max(least, insideOf(stage).length * INSIDE + 12));
  const widths = shareRoom(needs, room - fixed);

  const stages: StageBox[] = [];
  let x = PICTURE + FIRST_GAP;
  stages.push({ stage: "stem", x, width: stem, channels: channelsAfter(trunk, "stem") });
  x += stem + slot;
  bodies.forEach((stage, index) => {
    const width = widths[index] ?? least;
    stages.push({ stage, x, width, channels: channelsAfter(trunk, stage) });
    x += width + slot;
  });
  const mainHead: MainHeadBox = { kind: headKind(trunk, MAIN), x, width: HEAD_WIDTH };
  const headX = x + HEAD_WIDTH + SPREAD;
  const width = Math.max(room, headX + RESULTS);

  const boxHeight = hasInside ? 108 : 84;
  const above = arms[0] === undefined ? [] : branchesOf(arms[0]);
  const below = arms[1] === undefined ? [] : branchesOf(arms[1]);
  const top = roomFor(above.length, boxHeight);
  const bottom = roomFor(below.length, boxHeight);
  const sites = trunk.sites.map((site) => placeSite(site.id, stages, trunk, slot));
  const place = { sites, stages, mainHead, trunk };
  return {
    width,
    height: top + bottom,
    trunkY: top,
    boxHeight,
    fillHeight: 30,
    stages,
    sites,
    skips: skipLines(trunk, stages, top, boxHeight),
    mainHead,
    lanes: [
      ...lanesOf(above, arms[0], place, (index) => FIRST_LANE + index * gapFor(above.length)),
      ...lanesOf(below, arms[1], place, (index) => top + bottom - FIRST_LANE - index * gapFor(below.length)),
    ],
    mains: arms.slice(0, 2).map(({ index }, position) => ({ arm: index, y: top + (position === 0 ? -22 : 22) })),
    headX,
    labelX: width - 190,
    barX: width - 106,
    barWidth: 58,
  };
}

/** Equal widths, but for those that need more; the others share what is left. */
function shareRoom(needs: readonly number[], room: number): readonly number[] {
  const fair = room / Math.max(1, needs.length);
  const large = needs.filter((need) => need > fair);
  const rest = room - large.reduce((sum, need) => sum + need, 0);
  const share = Math.floor(rest / Math.max(1, needs.length - large.length));
  return needs.map((need) => (need > fair ? need : Math.max(need, share)));
}

function roomFor(lanes: number, boxHeight: number): number {
  return Math.max(126, FIRST_LANE + Math.max(0, lanes - 1) * gapFor(lanes) + 20 + boxHeight / 2);
}

function gapFor(lanes: number): number {
  return lanes <= 2 ? 38 : 30;
}

function channelsAfter(trunk: NetworkGraph, stage: StageId): number {
  return trunk.sites.findLast((site) => site.stage === stage)?.shape.at(-1) ?? 0;
}

/** Skips of the trunk: where a stage reads what an earlier one than its neighbour left. Every other one runs below. */
function skipLines(
  trunk: NetworkGraph,
  stages: readonly StageBox[],
  trunkY: number,
  boxHeight: number,
): readonly SkipLine[] {
  const order = stages.map(({ stage }) => stage);
  const stageOf = new Map(trunk.nodes.map(({ name, stage }) => [name, stage]));
  const found = order.slice(2).flatMap((into, index) => {
    const before = order.slice(0, index + 1);
    const inputs = trunk.nodes.flatMap((node) => (node.branch === MAIN && node.stage === into ? node.inputs : []));
    const from = before.find((stage) => inputs.some((input) => stageOf.get(input) === stage));
    return from === undefined ? [] : [{ from, into }];
  });
  return found.map(({ from, into }, index) => {
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

function placeSite(site: SiteId, stages: readonly StageBox[], trunk: NetworkGraph, slot: number): SitePoint {
  const found = trunk.sites.find(({ id }) => id === site);
  const box = stages.find(({ stage }) => stage === found?.stage);
  if (found === undefined || box === undefined) return { site, x: PICTURE + FIRST_GAP / 2, inside: false };
  if (found.stageEnd) return { site, x: box.x + box.width + slot / 2, inside: false };
  const siblings = trunk.sites.filter(({ stage, stageEnd }) => stage === found.stage && !stageEnd);
  const position = siblings.indexOf(found);
  return { site, x: box.x + ((position + 1) * box.width) / (siblings.length + 1), inside: true };
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
  return [{ kind, stage: "head", x, width: WIDE_HEADS[kind] ?? HEAD_WIDTH }];
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
