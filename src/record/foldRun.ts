import { cosine, normRatio, splitHalf, sumGram } from "../graph/agreement";
import { MAIN, type BranchId, type StageId } from "../graph/networkGraph";
import { engineNameOf } from "../protocol/engineNameOf";
import type { ProbeRecord, StepGain, StepRecord, TrainEvent } from "../protocol/event";
import type { SharedLayers } from "../experiment/networks";
import { watchedSplit, type Split } from "../experiment/validation";
import { meanOf } from "../stats/mean";
import { withBlocks } from "./blockCurves";
import { withGrams } from "./gramProbes";
import { withMeasures } from "./measuring";
import { noiseUntil, withNoise } from "./noiseCurves";
import type { ArmCurves, ArmRankings, ArmSamples, RunRecord, SeriesBy } from "./runRecord";
import { append, emptySeries, truncate, type Series } from "./series";
import { thinned } from "./thinned";

/** The record after one more event. Pure; events of other runs change nothing. */
export function foldRun(record: RunRecord, event: TrainEvent): RunRecord {
  if (event.run !== record.run) return record;
  switch (event.type) {
    case "preparing": {
      const { what, done, total } = event;
      return { ...record, preparing: { ...record.preparing, [what]: { done, total } } };
    }
    case "started":
      return {
        ...record,
        phase: "running",
        engine: event.engine,
        ...(record.engine !== undefined && engineNameOf(record.engine) !== engineNameOf(event.engine) && record.step > 0
          ? { engineChanged: true as const }
          : {}),
        budget: event.budget,
        stepsPerEpoch: Math.max(1, event.stepsPerEpoch),
        arms: record.arms.map((arm, index) => ({ ...arm, ...event.arms[index] })),
      };
    case "step":
      return {
        ...record,
        step: event.step,
        learningRate: append(record.learningRate, event.step, event.learningRate),
        stepMs: append(record.stepMs, event.step, event.stepMs),
        arms: mapWith(record.arms, event.arms, (arm, values, index) =>
          withStep(arm, event.step, values, record.experiment.arms[index]?.learning?.clip),
        ),
      };
    case "evaluation":
      return {
        ...record,
        arms: mapWith(record.arms, event.arms, (arm, values) =>
          withEvaluation(arm, event, values, watchedSplit(record.experiment)),
        ).map((arm, index) =>
          withRankings(withSamples(withCalibrated(arm, event, index), event, event.samples?.[index]), event, index),
        ),
        features: withHeadFeatures(record, event),
      };
    case "probe":
      return {
        ...record,
        probeMs: append(record.probeMs, event.step, event.probeMs),
        arms: mapWith(record.arms, event.arms, (arm, probe) =>
          event.kind === "live" ? withProbe(arm, event.step, probe) : withReference(arm, event, probe),
        ),
      };
    case "paused":
      return { ...record, phase: "paused" };
    case "resumed":
      return { ...record, phase: "running" };
    case "restarted":
      return { ...rewound(record, event.step), phase: "preparing", restart: event.error, restartStep: event.step };
    case "finished":
      return {
        ...record,
        phase: event.reason,
        ...(event.divergence === undefined ? {} : { divergence: event.divergence }),
        ...(event.early === undefined ? {} : { early: event.early }),
      };
    case "failed":
      return { ...record, phase: "failed", error: event.error };
    default:
      return event satisfies never;
  }
}

/** The record as it was after a step: what came later is void and will come again. */
function rewound(record: RunRecord, step: number): RunRecord {
  const cut = <K extends string>(all: SeriesBy<K>): SeriesBy<K> => cutAfter(all, step);
  return {
    ...record,
    step,
    learningRate: truncate(record.learningRate, step),
    stepMs: truncate(record.stepMs, step),
    probeMs: truncate(record.probeMs, step),
    features: record.features.filter((one) => one.step <= step),
    arms: record.arms.map((arm) => ({
      ...arm,
      total: truncate(arm.total, step),
      losses: cut(arm.losses),
      gains: mapValues(arm.gains, (by) => cut(by ?? {})),
      weights: cut(arm.weights),
      norm: truncate(arm.norm, step),
      clipped: truncate(arm.clipped, step),
      fallbacks: cut(arm.fallbacks),
      trainAccuracy: cut(arm.trainAccuracy),
      metrics: mapValues(arm.metrics, cut),
      agreement: mapValues(arm.agreement, cut),
      normRatio: mapValues(arm.normRatio, cut),
      measures: mapValues(arm.measures, (byBranch) => mapValues(byBranch, cut)),
      features: mapValues(arm.features, ({ cosine: mean, conflict }) => ({
        cosine: truncate(mean, step),
        conflict: truncate(conflict, step),
      })),
      samples: arm.samples.filter((samples) => samples.step <= step),
      rankings: arm.rankings.filter((rankings) => rankings.step <= step),
      splitHalf: cut(arm.splitHalf),
      blocks: mapValues(arm.blocks, cut),
      grams: arm.grams.filter((gram) => gram.step <= step),
      noise: noiseUntil(arm.noise, step),
    })),
  };
}

function mapValues<A, B>(all: { readonly [key: string]: A }, change: (value: A) => B): { readonly [key: string]: B } {
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, change(value)]));
}

function mapWith<T>(
  arms: readonly ArmCurves[],
  values: readonly T[],
  update: (arm: ArmCurves, value: T, index: number) => ArmCurves,
): readonly ArmCurves[] {
  return arms.map((arm, index) => {
    const value = values[index];
    return value === undefined ? arm : update(arm, value, index);
  });
}

function withStep(
  arm: ArmCurves,
  step: number,
  { losses, total, accuracy, norm, gains, combined }: StepRecord,
  clip: number | undefined,
): ArmCurves {
  const factor = norm === undefined || clip === undefined ? 1 : clip / (norm + 1e-6);
  const byTerm = arm.terms.map((term, index) => [term, losses[index]] as const);
  const byBranch = arm.branches.map((branch, index) => [branch, accuracy[index]] as const);
  return {
    ...arm,
    total: append(arm.total, step, total),
    losses: appendAll(arm.losses, step, byTerm),
    trainAccuracy: appendAll(arm.trainAccuracy, step, byBranch),
    ...(norm !== undefined && { norm: append(arm.norm, step, norm) }),
    ...(gains !== undefined && { gains: withGains(arm.gains, step, gains) }),
    ...(factor < 1 && { clipped: append(arm.clipped, step, factor) }),
    ...(combined !== undefined && {
      // Where the sum stands in, every loss counts 1.
      weights: appendAll(
        arm.weights,
        step,
        arm.branches.map((branch, index) => [branch, "weights" in combined ? combined.weights[index] : 1] as const),
      ),
      ...("fallback" in combined && { fallbacks: appendAll(arm.fallbacks, step, [[combined.fallback, 1]]) }),
    }),
  };
}

function withGains(gains: ArmCurves["gains"], step: number, told: readonly StepGain[]): ArmCurves["gains"] {
  const added = (reading: "cosine" | "predicted" | "realised"): SeriesBy<BranchId> =>
    appendAll(
      gains[reading] ?? {},
      step,
      told.map((gain) => [gain.branch, gain[reading]] as const),
    );
  return { cosine: added("cosine"), predicted: added("predicted"), realised: added("realised") };
}

type Evaluation = Extract<TrainEvent, { type: "evaluation" }>;

/** The curves are of one split throughout: a final look at the test set is no point of a curve on validation images. */
function withEvaluation(
  arm: ArmCurves,
  event: Evaluation,
  values: Evaluation["arms"][number],
  watched: Split,
): ArmCurves {
  const { split = "test", final, images, step } = event;
  const whole = { images, values };
  return {
    ...arm,
    ...(final && (split === "test" ? { final: whole } : { validated: whole })),
    ...(split === watched && { metrics: withMetrics(before(arm.metrics, event), step, values) }),
  };
}

/** Of the split that is watched; a run's end replaces what its last evaluation told. */
function withHeadFeatures(
  { features, experiment }: RunRecord,
  { features: told, split, step }: Evaluation,
): RunRecord["features"] {
  if (told === undefined || (split ?? "test") !== watchedSplit(experiment)) return features;
  return thinned(
    features.filter((one) => one.step !== step),
    { ...told, step },
    told.cka.length + told.heads.length,
  );
}

function withCalibrated(arm: ArmCurves, { final, calibrated }: Evaluation, index: number): ArmCurves {
  const heads = calibrated?.[index];
  if (!final || heads === undefined || arm.final === undefined) return arm;
  return { ...arm, final: { ...arm.final, calibrated: heads } };
}

function withSamples(
  arm: ArmCurves,
  event: Pick<Evaluation, "step" | "images" | "final" | "split">,
  heads: ArmSamples["heads"] | undefined,
): ArmCurves {
  if (heads === undefined) return arm;
  const { step, images, final, split = "test" } = event;
  const values = Object.keys(heads).length * (arm.samples[0]?.images ?? images);
  return { ...arm, samples: thinned(arm.samples, { step, images, final, split, heads }, values) };
}

function withRankings(
  arm: ArmCurves,
  { step, rankings }: { readonly step: number; readonly rankings?: readonly ArmRankings["heads"][] },
  index: number,
): ArmCurves {
  const heads = rankings?.[index];
  if (heads === undefined) return arm;
  const values = Object.values(heads).reduce(
    (sum, queries) => sum + queries.reduce((length, { gallery }) => length + gallery.length, 0),
    0,
  );
  return { ...arm, rankings: thinned(arm.rankings, { step, heads }, values) };
}

/** A run that stops early is evaluated twice at one step: on some images, then on all, which is what counts. */
function before(
  metrics: ArmCurves["metrics"],
  { final, step }: { readonly final: boolean; readonly step: number },
): ArmCurves["metrics"] {
  return final ? mapValues(metrics, (byBranch) => cutAfter(byBranch, step - 1)) : metrics;
}

function cutAfter<K extends string>(all: SeriesBy<K>, step: number): SeriesBy<K> {
  return mapValues(all, (series: Series | undefined) => truncate(series ?? emptySeries, step)) as SeriesBy<K>;
}

function withMetrics(
  metrics: ArmCurves["metrics"],
  step: number,
  values: { readonly [series: string]: { readonly [branch: BranchId]: number } },
): ArmCurves["metrics"] {
  const updated = Object.entries(values).map(([series, byBranch]) => [
    series,
    appendAll(metrics[series] ?? {}, step, Object.entries(byBranch)),
  ]);
  return { ...metrics, ...Object.fromEntries(updated) };
}

function appendAll(
  all: SeriesBy<string>,
  step: number,
  values: readonly (readonly [key: string, value: number | undefined])[],
): SeriesBy<string> {
  return {
    ...all,
    ...Object.fromEntries(
      values.flatMap(([key, value]) =>
        value === undefined ? [] : [[key, append(all[key] ?? emptySeries, step, value)]],
      ),
    ),
  };
}

/** Measured on the layers that branch and main share: weights that only one of them reaches would dilute the cosine. */
function withProbe(arm: ArmCurves, step: number, probe: ProbeRecord): ArmCurves {
  const agreement: { [branch: BranchId]: SeriesBy<StageId> } = {};
  const ratios: { [branch: BranchId]: SeriesBy<StageId> } = {};
  for (const [branch, stages] of arm.shared) {
    const grams = gramsByStage(probe, stages);
    const measured = (read: typeof cosine) =>
      grams.map(([stage, gram]) => [stage, read(gram, `ce/${MAIN}`, `ce/${branch}`) ?? Number.NaN] as const);
    agreement[branch] = appendAll(arm.agreement[branch] ?? {}, step, measured(cosine));
    ratios[branch] = appendAll(arm.normRatio[branch] ?? {}, step, measured(normRatio));
  }
  const stages = [...new Set(probe.layers.map(({ stage }) => stage))];
  const halves = stages.map(
    (stage) => [stage, splitHalf(sumGram(probe, (layer) => layer.stage === stage)) ?? Number.NaN] as const,
  );
  return {
    ...arm,
    agreement,
    normRatio: ratios,
    measures: withMeasures(arm, step, probe),
    features: withFeatures(arm.features, step, probe),
    splitHalf: appendAll(arm.splitHalf, step, halves),
    blocks: withBlocks(arm.blocks, step, probe),
    grams: withGrams(arm.grams, step, probe),
    noise: withNoise(arm, step, probe),
  };
}

function withFeatures(features: ArmCurves["features"], step: number, probe: ProbeRecord): ArmCurves["features"] {
  const updated = Object.entries(probe.features ?? {}).map(([branch, { cosine: mean, conflict }]) => {
    const known = features[branch] ?? { cosine: emptySeries, conflict: emptySeries };
    return [
      branch,
      {
        cosine: append(known.cosine, step, mean ?? Number.NaN),
        conflict: append(known.conflict, step, conflict ?? Number.NaN),
      },
    ] as const;
  });
  return { ...features, ...Object.fromEntries(updated) };
}

function gramsByStage(probe: ProbeRecord, stages: SharedLayers) {
  return [...stages].map(
    ([stage, layers]) => [stage, sumGram(probe, (layer) => layer.stage === stage && layers.has(layer.layer))] as const,
  );
}

/** One batch more of the reference probe, whose cosines are averaged; its first begins anew. */
function withReference(
  arm: ArmCurves,
  { step, batch = 0 }: { readonly step: number; readonly batch?: number },
  probe: ProbeRecord,
): ArmCurves {
  const before = batch === 0 ? [] : (arm.referenceBatches ?? []).filter((other) => other.step === step);
  const referenceBatches = [...before, { step, probe }];
  const each = referenceBatches.map((one) => referenceOf(arm, one.probe));
  const reference = Object.fromEntries(
    [...arm.shared].map(([branch, stages]) => [
      branch,
      Object.fromEntries(
        [...stages.keys()].map((stage) => {
          const known = each.flatMap((one) => one[branch]?.[stage] ?? []);
          return [stage, known.length === 0 ? null : meanOf(known)];
        }),
      ),
    ]),
  );
  return { ...arm, reference, referenceBatches };
}

function referenceOf(arm: ArmCurves, probe: ProbeRecord): NonNullable<ArmCurves["reference"]> {
  return Object.fromEntries(
    [...arm.shared].map(([branch, stages]) => [
      branch,
      Object.fromEntries(
        gramsByStage(probe, stages).map(([stage, gram]) => [stage, cosine(gram, `ce/${MAIN}`, `ce/${branch}`)]),
      ),
    ]),
  );
}
