import type { ArmNetwork } from "../../experiment/network";
import { MAIN, type BranchId, type StageId } from "../../graph/networkGraph";
import { mimicryOf } from "../../experiment/mimicry";

export interface SchematicBox {
  readonly stage: StageId;
  readonly x: number;
  readonly width: number;
}

/** A branch: leaves the trunk at `fromX`, has boxes of its own, ends in a head. */
export interface SchematicLane {
  readonly branch: BranchId;
  readonly site: string;
  readonly y: number;
  readonly fromX: number;
  readonly boxes: readonly SchematicBox[];
  readonly observer: boolean;
}

/** Two heads of which one imitates the other, or both do; arrows end at the students. */
export interface SchematicArc {
  readonly from: number;
  readonly to: number;
  readonly reach: number;
  readonly students: readonly number[];
}

export interface Schematic {
  readonly width: number;
  readonly height: number;
  readonly trunkY: number;
  readonly headX: number;
  readonly labelX: number;
  readonly trunk: readonly SchematicBox[];
  readonly lanes: readonly SchematicLane[];
  readonly arcs: readonly SchematicArc[];
}

const WIDTH = 340;
const TRUNK_Y = 20;
const LANE = 32;
const FIRST_X = 30;
const HEAD_X = 232;
const GAP = 10;

/**
 * Places one arm's network for a small picture, as the papers draw it: the trunk on top, a lane per branch below with its
 * own stages under the trunk's; later forks run nearer to the trunk, so that no line crosses another.
 */
export function layoutSchematic(network: ArmNetwork): Schematic {
  const { graph } = network;
  const width = (HEAD_X - FIRST_X - 10) / graph.stages.length - GAP;
  const trunk = graph.stages.map((stage, index) => ({ stage, x: FIRST_X + index * (width + GAP), width }));
  const position = (site: string): number => graph.sites.find(({ id }) => id === site)?.position ?? 0;
  const forks = graph.heads.flatMap(({ branch, site, observer }) =>
    branch === MAIN || site === undefined ? [] : [{ branch, site, observer }],
  );
  const ordered = forks.toSorted((a, b) => position(b.site) - position(a.site));
  const lanes = ordered.map(({ branch, site, observer }, index) => ({
    branch,
    site,
    observer,
    y: TRUNK_Y + LANE * (index + 1),
    fromX: forkX(network, trunk, site),
    boxes: trunk.filter(({ stage }) =>
      graph.nodes.some((node) => node.branch === branch && node.stage === stage && node.primitive.op === "conv"),
    ),
  }));
  const yOf = (branch: BranchId): number => lanes.find((lane) => lane.branch === branch)?.y ?? TRUNK_Y;
  return {
    width: WIDTH,
    height: TRUNK_Y + LANE * lanes.length + 20,
    trunkY: TRUNK_Y,
    headX: HEAD_X,
    labelX: WIDTH - 66,
    trunk,
    lanes,
    arcs: arcsOf(network, yOf),
  };
}

/** Behind the stage that ends at a site, inside the box of one that does not, left of everything for the input. */
function forkX({ graph }: ArmNetwork, trunk: readonly SchematicBox[], site: string): number {
  const found = graph.sites.find(({ id }) => id === site);
  const box = trunk.find(({ stage }) => stage === found?.stage);
  if (found === undefined || box === undefined) return FIRST_X - GAP;
  if (found.stageEnd) return box.x + box.width + GAP / 2;
  const inside = graph.sites.filter(({ stage, stageEnd }) => stage === found.stage && !stageEnd);
  return box.x + ((inside.indexOf(found) + 1) * box.width) / (inside.length + 1);
}

function arcsOf(network: ArmNetwork, yOf: (branch: BranchId) => number): readonly SchematicArc[] {
  const pairs = new Map<string, { readonly ends: readonly [number, number]; readonly students: Set<number> }>();
  for (const { student, teacher, weight } of mimicryOf(network)) {
    if (weight === 0) continue;
    const [low = 0, high = 0] = [yOf(student), yOf(teacher)].sort((a, b) => a - b);
    const key = `${low}/${high}`;
    const pair = pairs.get(key) ?? { ends: [low, high] as const, students: new Set<number>() };
    pair.students.add(yOf(student));
    pairs.set(key, pair);
  }
  return [...pairs.values()].map(({ ends: [from, to], students }) => ({
    from,
    to,
    reach: Math.min(40, 10 + (to - from) * 0.32),
    students: [...students],
  }));
}
