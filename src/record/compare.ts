import { headlineMetric } from "../experiment/headlineMetric";
import { datasetInfoOf } from "../experiment/network";
import { watchedImages, watchedSplit, type Split } from "../experiment/validation";
import { MAIN, type BranchId, type StageId } from "../graph/networkGraph";
import type { ArmCurves, RunRecord } from "./runRecord";
import { judgeRun, type Judgement } from "../stats/noise";
import { answersOf, samplesAt } from "./samples";
import { latest, type Point } from "./series";

/** How two arms stand on the main head: one seed, one step. */
export interface Standing extends Judgement {
  readonly step: number;
  /** Images behind it. */
  readonly images: number;
  readonly split: Split;
  /** Over the whole test set after the last step. */
  readonly final: boolean;
}

/** A head's value of a metric at a step: the whole test set at the end of the run, else the fixed images of the watched split. */
export function metricAt(
  arm: ArmCurves,
  series: string,
  branch: BranchId,
  atStep = Infinity,
): (Point & { readonly final: boolean }) | undefined {
  const curve = arm.metrics[series]?.[branch];
  const point = curve === undefined ? undefined : latest(curve, atStep);
  if (curve === undefined || point === undefined || Number.isNaN(point.value)) return undefined;
  const atEnd = latest(curve)?.step === point.step;
  const whole = atEnd ? arm.final?.values[series]?.[branch] : undefined;
  return whole === undefined ? { ...point, final: false } : { step: point.step, value: whole, final: true };
}

/** What a chart shows of a head: its curve, whose last point, where the test set was watched, is the whole of it. */
export function watchedAt(
  arm: ArmCurves,
  series: string,
  branch: BranchId,
  split: Split,
  atStep = Infinity,
): Point | undefined {
  if (split === "test") return metricAt(arm, series, branch, atStep);
  const curve = arm.metrics[series]?.[branch];
  const point = curve === undefined ? undefined : latest(curve, atStep);
  return point === undefined || Number.isNaN(point.value) ? undefined : point;
}

/**
 * The second arm against the first on the main head: accuracy, or mAP where identities are looked for.
 * @returns undefined before both arms were evaluated.
 */
export function standing(record: RunRecord, first: number, second: number, atStep = Infinity): Standing | undefined {
  const info = datasetInfoOf(record.experiment);
  const metric = headlineMetric(info);
  const [one, other] = [record.arms[first], record.arms[second]];
  if (one === undefined || other === undefined) return undefined;
  const [a, b] = [metricAt(one, metric, MAIN, atStep), metricAt(other, metric, MAIN, atStep)];
  if (a === undefined || b === undefined) return undefined;
  const final = a.final && b.final;
  const { experiment } = record;
  const images = final
    ? (one.final?.images ?? 1)
    : Math.min(experiment.measure.evaluateImages, watchedImages(experiment));
  const disagreement = metric === "accuracy" ? disagreementAt(one, other, a.step, images) : undefined;
  const judgement = judgeRun({
    first: a.value,
    second: b.value,
    images,
    ...(disagreement === undefined ? {} : { disagreement }),
    // A ranking of identities has no chance level that holds for every gallery.
    ...(metric === "accuracy" ? { chance: 1 / info.classes } : {}),
  });
  const split = final ? "test" : watchedSplit(experiment);
  return { ...judgement, step: Math.min(a.step, b.step), images, split, final };
}

/** Share of images on which two main heads guess differently; undefined when these images' guesses were not kept. */
function disagreementAt(a: ArmCurves, b: ArmCurves, step: number, images: number): number | undefined {
  const kept = [a, b].map((arm) => {
    const samples = samplesAt(arm, step);
    const head = samples?.step === step && samples.images === images ? samples.heads[MAIN] : undefined;
    return head === undefined ? undefined : answersOf(head).guesses;
  });
  const [one, other] = kept;
  if (one === undefined || other === undefined || one.length === 0) return undefined;
  return one.filter((guess, image) => guess !== other[image]).length / one.length;
}

/** What is known of the agreement of one branch with main at one stage. */
export type Agreement =
  | { readonly kind: "measured"; readonly value: number; readonly step: number; readonly ratio: number }
  /** The arm has no such branch. */
  | { readonly kind: "noBranch" }
  /** Main and the branch share no weights there: not zero, but not defined. */
  | { readonly kind: "noSharedPath" }
  /** Not measured yet, or a gradient vanished. */
  | { readonly kind: "unknown" };

export function agreementAt(arm: ArmCurves, branch: BranchId, stage: StageId, atStep = Infinity): Agreement {
  const shared = arm.shared.get(branch);
  if (shared === undefined) return { kind: "noBranch" };
  if (!shared.has(stage)) return { kind: "noSharedPath" };
  const curve = arm.agreement[branch]?.[stage];
  const point = curve === undefined ? undefined : latest(curve, atStep);
  if (point === undefined || Number.isNaN(point.value)) return { kind: "unknown" };
  const ratios = arm.normRatio[branch]?.[stage];
  const ratio = (ratios === undefined ? undefined : latest(ratios, atStep)?.value) ?? Number.NaN;
  return { kind: "measured", value: point.value, step: point.step, ratio };
}

/**
 * The stage that a headline quotes: the last one that the branch shares with main, where their wishes part last.
 * @returns undefined when no arm shares a stage.
 */
export function headlineStage(arms: readonly ArmCurves[], branch: BranchId): StageId | undefined {
  const stages = arms.flatMap((arm) => [...(arm.shared.get(branch)?.keys() ?? [])]);
  return stages.toSorted(byTrunkOrder).at(-1);
}

function byTrunkOrder(a: StageId, b: StageId): number {
  const rank = (stage: StageId): number => (stage === "stem" ? 0 : Number(stage.slice(1)));
  return rank(a) - rank(b);
}
