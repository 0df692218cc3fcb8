import { lossId } from "../graph/agreement";
import { halvings, leftOut, signalToNoise, sumGroups, type LeftOut } from "../graph/gradientNoise";
import { MAIN, type BranchId, type StageId } from "../graph/networkGraph";
import { jackknifeNoise, judgeAgreements, type AgreementJudgement } from "../stats/noise";
import type { ArmCurves, NoiseProbe, RunRecord } from "./runRecord";

/** What one arm's probe says of a stage or a layer. */
export interface ArmNoise {
  /** Cosine of main's and the branch's gradients; null where one of them vanishes. */
  readonly agreement: number | null;
  /** Half the width of its 95 % interval. */
  readonly within: number | null;
  /** The lowest and the highest cosine of main's gradients on two halves; undefined where none is defined. */
  readonly halves?: readonly [low: number, high: number];
  /** Signal to noise of an image's gradient. */
  readonly main: number | null;
  readonly branch: number | null;
}

export interface NoiseRow {
  readonly stage: StageId;
  /** Absent: the stage's layers together. */
  readonly layer?: string;
  /** By shown arm; undefined where it has no such path. */
  readonly arms: readonly (ArmNoise | undefined)[];
  /** The second arm against the first. */
  readonly judged?: AgreementJudgement;
}

export interface NoiseAt {
  readonly step: number;
  readonly images: number;
  readonly rows: readonly NoiseRow[];
}

/**
 * What the last probe at or before a step that measured the noise says of main and a branch: a row for each stage that they
 * share in some shown arm, each followed by its layers.
 * @returns undefined before there is one.
 */
export function noiseAt(
  record: RunRecord,
  shown: readonly number[],
  branch: BranchId,
  atStep = Infinity,
): NoiseAt | undefined {
  const arms = shown.flatMap((index) => record.arms[index] ?? []);
  const step = arms[0]?.noise.probes.findLast((probe) => probe.step <= atStep)?.step;
  const probes = arms.map((arm) => arm.noise.probes.find((probe) => probe.step === step));
  const [first] = probes;
  if (step === undefined || first === undefined) return undefined;
  const stages = [...new Set(first.layers.map(({ stage }) => stage))];
  const row = (stage: StageId, layer?: string): NoiseRow | undefined => {
    const read = arms.map((arm, index) => readArm(arm, probes[index], branch, stage, layer));
    if (read.every((one) => one === undefined)) return undefined;
    const [a, b] = read.map((one) => one?.left);
    const judged = a && b ? { judged: judgeAgreements(a, b) } : {};
    return { stage, ...(layer === undefined ? {} : { layer }), arms: read.map((one) => one?.noise), ...judged };
  };
  const rows = stages.flatMap((stage) => {
    const layers = first.layers.filter((one) => one.stage === stage).map((one) => row(stage, one.layer));
    return [row(stage), ...layers].filter((one) => one !== undefined);
  });
  return { step, images: first.groups.images, rows };
}

function readArm(
  arm: ArmCurves,
  probe: NoiseProbe | undefined,
  branch: BranchId,
  stage: StageId,
  layer: string | undefined,
): { readonly noise: ArmNoise; readonly left: LeftOut | null } | undefined {
  const shared = arm.shared.get(branch)?.get(stage);
  if (probe === undefined || shared === undefined || (layer !== undefined && !shared.has(layer))) return undefined;
  const gram = sumGroups(probe.groups, probe.layers, (one) =>
    layer === undefined ? one.stage === stage && shared.has(one.layer) : one.layer === layer,
  );
  const [main, other] = [lossId("ce", MAIN), lossId("ce", branch)];
  const left = leftOut(gram, main, other);
  const halves = halvings(gram, main);
  return {
    left,
    noise: {
      agreement: left?.whole ?? null,
      within: left === null ? null : jackknifeNoise(left.without),
      ...(halves.length === 0 ? {} : { halves: [Math.min(...halves), Math.max(...halves)] as const }),
      main: signalToNoise(gram, main),
      branch: signalToNoise(gram, other),
    },
  };
}
