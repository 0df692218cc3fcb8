import { lossId } from "../graph/agreement";
import { MAIN, type BranchId, type StageId } from "../graph/networkGraph";
import type { ClassProducts, ConflictImage, ProbeRecord } from "../protocol/event";
import { meanOf } from "../stats/mean";
import { meanNoise } from "../stats/noise";
import type { ArmCurves } from "./runRecord";

/** One class's images, or those of a group of classes, in one arm. */
export interface ClassAgreement {
  /** `class`, or the name of a label hierarchy. */
  readonly grouping: string;
  readonly group: number;
  /** Over all batches. */
  readonly images: number;
  /** Mean over the batches of the cosine on everything that main and the branch share; null where none is defined. */
  readonly whole: number | null;
  /** Half the width of its 95 % interval; undefined for fewer than three batches. */
  readonly within: number | undefined;
  readonly stages: { readonly [stage: StageId]: number | null };
}

/** The agreement of main and a branch by class, in the order of the probe; empty where it was not measured. */
export function classAgreements(arm: ArmCurves, branch: BranchId): readonly ClassAgreement[] {
  const shared = arm.shared.get(branch);
  const batches = (arm.referenceBatches ?? []).map(({ probe }) => probe);
  if (shared === undefined) return [];
  const found = new Map<string, { readonly group: ClassProducts; readonly probe: ProbeRecord }[]>();
  for (const probe of batches) {
    for (const group of probe.classes?.groups ?? []) {
      const key = `${group.grouping}/${group.group}`;
      found.set(key, [...(found.get(key) ?? []), { group, probe }]);
    }
  }
  return [...found.values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const cosines = (selects: (layer: ProbeRecord["layers"][number]) => boolean): readonly number[] =>
      parts.flatMap(({ group, probe }) => cosineOf(probe, group, branch, selects) ?? []);
    const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : meanOf(values));
    const whole = cosines(({ stage, layer }) => shared.get(stage)?.has(layer) ?? false);
    const stages = [...shared].map(
      ([stage, layers]) => [stage, mean(cosines((one) => one.stage === stage && layers.has(one.layer)))] as const,
    );
    return {
      grouping: first.group.grouping,
      group: first.group.group,
      images: parts.reduce((sum, { group }) => sum + group.images, 0),
      whole: mean(whole),
      within: meanNoise(whole),
      stages: Object.fromEntries(stages),
    };
  });
}

/** Of one batch; null where a gradient vanishes or the branch was not measured. */
function cosineOf(
  { layers, classes }: ProbeRecord,
  { products }: ClassProducts,
  branch: BranchId,
  selects: (layer: ProbeRecord["layers"][number]) => boolean,
): number | null {
  const losses = classes?.losses ?? [];
  const [a, b] = [losses.indexOf(lossId("ce", MAIN)), losses.indexOf(lossId("ce", branch))];
  if (a !== 0 || b < 1) return null;
  const n = losses.length;
  const size = (n * (n + 1)) / 2;
  // Row b of the upper triangle begins behind the rows before it.
  const own = b * n - (b * (b - 1)) / 2;
  let [product, main, other] = [0, 0, 0];
  layers.forEach((layer, index) => {
    if (!selects(layer)) return;
    product += products[index * size + b] ?? Number.NaN;
    main += products[index * size] ?? Number.NaN;
    other += products[index * size + own] ?? Number.NaN;
  });
  const norms = Math.sqrt(main) * Math.sqrt(other);
  return norms > SMALLEST_PRODUCT ? Math.min(1, Math.max(-1, product / norms)) : null;
}

/** Below this a product of norms is rounding noise. */
const SMALLEST_PRODUCT = 1e-24;

/** The images of all batches on which main and a branch pull apart most, the worst first. */
export function conflictImages(arm: ArmCurves, branch: BranchId, most: number): readonly ConflictImage[] {
  return (arm.referenceBatches ?? [])
    .flatMap(({ probe }) => probe.conflicts?.[branch] ?? [])
    .sort((a, b) => a.cosine - b.cosine || a.image - b.image)
    .slice(0, most);
}
