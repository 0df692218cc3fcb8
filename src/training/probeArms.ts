import { evaluationBatch, type BuiltBatch } from "../data/batch";
import { picked } from "../data/picked";
import { optimizerSpecOf } from "../experiment/network";
import { kindOf, type Term } from "../graph/term";
import type { FeatureAgreement, ProbeRecord, TrainEvent } from "../protocol/event";
import { allTerms } from "../engine/allTerms";
import type { Batch } from "../engine/executor";
import type { BranchId } from "../graph/networkGraph";
import { classGroupings, probeClasses } from "./classProbe";
import { conflictByClass, worstImages } from "./conflictImages";
import { packedTriangles } from "../graph/gradientNoise";
import { mixedGram, probeRequest, withWholes, type GroupLosses } from "./probeLosses";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/** Images of one batch of the reference probe, and how many batches are averaged. */
const REFERENCE_ROWS = 128;
const REFERENCE_BATCHES = 4;

/** When and how much is asked. */
export interface ProbeTime {
  /** Images of the batch, however many views of each it holds. */
  readonly images: number;
  readonly step: number;
  readonly budget: number;
  /** Also what the branches are taught beyond the labels: more backward passes. */
  readonly parts: boolean;
  /** Also every head's loss on each quarter of the batch. */
  readonly noise?: boolean;
}

/** Probes every arm on one batch; changes no training bit. */
export async function probeArms(
  arms: readonly TrainingArm[],
  batch: Batch,
  time: ProbeTime,
): Promise<readonly ProbeRecord[]> {
  const probed = await Promise.all(arms.map((arm) => probeOne(arm, batch, time)));
  return probed.map(({ record }) => record);
}

/** A probe's record, and by branch the products of each image's gradients at the fork, `[rows × 3]`. */
export interface Probed {
  readonly record: ProbeRecord;
  readonly products: ReadonlyMap<BranchId, Float32Array>;
}

const NOTHING_PROBED: Probed = { record: { layers: [], losses: [], gram: [] }, products: new Map() };

async function probeOne(
  { graph, plan, probeTerms, executor }: TrainingArm,
  batch: Batch,
  time: ProbeTime,
): Promise<Probed> {
  if (graph.heads.length < 2) return NOTHING_PROBED;
  const terms = allTerms({ terms: plan.terms, probeTerms });
  const { losses, wholes, groups, features } = probeRequest(graph, terms, time.images, time, time.parts, time.noise);
  const measured = await executor.probe(batch, losses, time.step, features);
  const { layers } = measured;
  const told = losses.length - (groups?.asked ?? 0);
  const record = {
    layers,
    losses: [...losses.slice(0, told), ...wholes].map(({ id }) => id),
    // The same whether the groups are measured or not.
    gram: Array.from(withWholes(measured.gram, layers.length, losses.length, wholes, told)),
    ...(groups === undefined ? {} : { noise: noiseRecord(measured, losses.length, groups, time.images) }),
    features: Object.fromEntries(
      features.map(({ branch }, index) => [branch, featureAgreement(measured.features[index])]),
    ),
  };
  const products = new Map(
    features.map(({ branch }, index) => [branch, measured.features[index] ?? new Float32Array()] as const),
  );
  return { record, products };
}

function noiseRecord(
  { gram, layers }: { readonly gram: Float64Array; readonly layers: readonly unknown[] },
  count: number,
  groups: GroupLosses,
  images: number,
): NonNullable<ProbeRecord["noise"]> {
  const mixed = mixedGram(gram, layers.length, count, groups.mixes);
  return { images, losses: [...groups.losses], products: packedTriangles(mixed, layers.length, groups.mixes.length) };
}

/**
 * Mean over the images of the cosine of both losses' gradients at the fork, and the share of images where it is negative;
 * images where a gradient vanishes do not count.
 * Source: the feature-level reading of the DHM paper's claim.
 */
export function featureAgreement(products: Float32Array = new Float32Array()): FeatureAgreement {
  let sum = 0;
  let negative = 0;
  let images = 0;
  for (let at = 0; at + 2 < products.length; at += 3) {
    const norm = Math.sqrt(products[at + 1] ?? 0) * Math.sqrt(products[at + 2] ?? 0);
    if (!(norm > SMALLEST_PRODUCT)) continue;
    const cosine = Math.min(1, Math.max(-1, (products[at] ?? 0) / norm));
    sum += cosine;
    if (cosine < 0) negative += 1;
    images += 1;
  }
  return images === 0 ? { images } : { images, cosine: sum / images, conflict: negative / images };
}

/** Below this a product of norms is rounding noise. */
const SMALLEST_PRODUCT = 1e-24;

/** Fixed images come as they are, in one view: a term that compares two views has nothing to say of them. */
function inOneView(term: Term): Term {
  const silent = kindOf(term).needsTwoViews(term);
  return { ...term, rows: "all", ...(silent ? { weight: { base: 0 } } : {}) };
}

type ReferenceEvent = Omit<Extract<TrainEvent, { type: "probe" }>, "run">;

/**
 * The reference probe: the first images that are trained on, without augmentation, in batches of 128, one event a batch. Runs on
 * executors of its own with the arms' weights, because an executor's batch size is fixed.
 */
export async function* probeReference(
  run: TrainingRun,
  step: number,
  now: () => number,
): AsyncGenerator<ReferenceEvent, void> {
  const { experiment, splits, info, engine, trained } = run;
  const set =
    trained === undefined
      ? splits.train
      : picked(splits.train, trained.subarray(0, REFERENCE_ROWS * REFERENCE_BATCHES));
  const rows = Math.min(REFERENCE_ROWS, set.count);
  const batches = Math.min(REFERENCE_BATCHES, Math.floor(set.count / rows));
  const optimizer = optimizerSpecOf(experiment);
  const probes: TrainingArm[] = [];
  const time = { images: rows, step, budget: experiment.training.budget, parts: true };
  try {
    for (const arm of run.arms) {
      const { graph, probeTerms, frozen } = arm;
      const plan = { ...arm.plan, terms: arm.plan.terms.map(inOneView) };
      const executor = await engine.create({
        graph,
        terms: plan.terms,
        probeTerms,
        ...(frozen === undefined ? {} : { frozen }),
        optimizer,
        batchSize: rows,
        seed: experiment.seed,
      });
      probes.push({ ...arm, plan, executor });
    }
    const restored = run.arms.map(async (arm, index) => probes[index]?.executor.restore(await arm.executor.snapshot()));
    await Promise.all(restored);
    const parts: { readonly images: BuiltBatch; readonly probed: readonly Probed[]; readonly probeMs: number }[] = [];
    for (let batch = 0; batch < batches; batch += 1) {
      const began = now();
      const images = evaluationBatch(set, info, batch * rows, rows);
      const probed = await Promise.all(probes.map((arm) => probeOne(arm, images, time)));
      if (experiment.measure.byClass) parts.push({ images, probed, probeMs: now() - began });
      else {
        const arms = probed.map(({ record }) => record);
        yield { step, type: "probe", kind: "reference", batch, arms, probeMs: now() - began };
      }
    }
    // Which classes are measured follows from the images of all batches.
    const groupings = classGroupings(info, conflictByClass(parts));
    for (const [batch, { images, probed, probeMs }] of parts.entries()) {
      const began = now();
      const arms = await Promise.all(
        probes.map(async (arm, index): Promise<ProbeRecord> => {
          const { record, products } = probed[index] ?? NOTHING_PROBED;
          const classes = await probeClasses(arm, images, groupings, time);
          if (classes === undefined) return record;
          const conflicts = await worstImages(arm, images, products, trained);
          return { ...record, classes, conflicts };
        }),
      );
      yield { step, type: "probe", kind: "reference", batch, arms, probeMs: probeMs + now() - began };
    }
  } finally {
    for (const { executor } of probes) executor.dispose();
  }
}
