import { metrics } from "../catalog/metrics";
import { ENSEMBLE, ensembleLogits } from "../catalog/metrics/ensemble";
import { ece } from "../catalog/metrics/ece";
import { applies, type MetricContext } from "../catalog/metrics/metric";
import { nll } from "../catalog/metrics/nll";
import { fitTemperature } from "../catalog/metrics/temperature";
import { plainSource } from "../data/batchSource";
import type { RetrievalLayout } from "../data/datasetInfo";
import type { ImageSet } from "../data/imageSet";
import { normalisationTable } from "../data/normalise";
import { exitCosts, plainCost } from "../graph/exitCosts";
import { MAIN, type BranchId, type NetworkGraph } from "../graph/networkGraph";
import type { ByBranch, Calibrated, FeatureRecord, HeadSamples, RankedQuery } from "../protocol/event";
import { FEATURE_IMAGES, featureRecord, spreadImages } from "./headFeatures";
import { headSamples } from "./headSamples";
import { retrieveArm } from "./retrieveArm";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/** Images handed to an executor at once. */
const CHUNK = 512;

/** What an evaluation found, one entry per arm. */
export interface Evaluation {
  readonly images: number;
  /** Absent: test images. */
  readonly split?: "validation";
  readonly arms: readonly { readonly [series: string]: ByBranch }[];
  readonly samples?: readonly { readonly [branch: BranchId]: HeadSamples }[];
  /** Where the experiment asks for it. */
  readonly features?: FeatureRecord;
  /** Each head at its temperature from the validation images. */
  readonly calibrated?: readonly { readonly [branch: BranchId]: Calibrated }[];
  /** Where identities are looked for, which no head can classify. */
  readonly rankings?: readonly { readonly [branch: BranchId]: readonly RankedQuery[] }[];
}

/**
 * What is watched while a run trains: the first validation images, or, in a run without any, the first test images. They are
 * the same at every step.
 * @param images how many; at most all.
 */
export async function watchArms(run: TrainingRun, images: number): Promise<Evaluation> {
  if (run.validation === undefined) return testArms(run, images);
  return { ...(await evaluateArms(run, run.validation, images)), split: "validation" };
}

/** By arm and branch: the temperature that makes a head as sure as it is right. */
export type Temperatures = readonly ReadonlyMap<BranchId, number>[];

/** How the arms do on all validation images, and each head's temperature there. */
export async function validateArms(
  run: TrainingRun,
  set: ImageSet,
): Promise<{ readonly evaluation: Evaluation; readonly temperatures: Temperatures }> {
  const temperatures = run.arms.map(() => new Map<BranchId, number>());
  const evaluation = await evaluateArms(run, set, set.count, (arm, branch, { logits, labels, classes }) => {
    const found = fitTemperature(logits, labels, classes);
    if (found !== undefined) temperatures[arm]?.set(branch, found);
  });
  return { evaluation: { ...evaluation, split: "validation" }, temperatures };
}

/**
 * How the arms do on the first test images. Where the test set shows identities to find again: how well each head finds them, on
 * all of it.
 * @param images how many; at most the test set.
 * @param temperatures of the heads: their calibration is then told at these, too.
 */
export async function testArms(run: TrainingRun, images: number, temperatures?: Temperatures): Promise<Evaluation> {
  const { info, splits } = run;
  if (info.retrieval !== undefined) return findIdentities(run, info.retrieval);
  if (temperatures === undefined) return evaluateArms(run, splits.test, images);
  const calibrated = run.arms.map((): { [branch: BranchId]: Calibrated } => ({}));
  const evaluation = await evaluateArms(run, splits.test, images, (arm, branch, context) => {
    const temperature = temperatures[arm]?.get(branch);
    const arms = calibrated[arm];
    if (temperature === undefined || arms === undefined) return;
    const scaled = { ...context, logits: context.logits.map((value) => value / temperature) };
    const valueOf = (metric: typeof ece | typeof nll): number => metric.measure(scaled).get("") ?? Number.NaN;
    arms[branch] = { temperature, ece: valueOf(ece), nll: valueOf(nll) };
  });
  return { ...evaluation, calibrated };
}

/**
 * Every metric of every head of every arm on the first images of a set, and each head's answer to each image. Arms are asked at
 * once and measured in their order.
 * @param look sees what each head is measured by.
 */
async function evaluateArms(
  run: TrainingRun,
  set: ImageSet,
  images: number,
  look: (arm: number, branch: BranchId, context: MetricContext) => void = () => undefined,
): Promise<Evaluation> {
  const { info, experiment } = run;
  const count = Math.min(images, set.count);
  const labels = set.labels.subarray(0, count);
  const arms: { [series: string]: ByBranch }[] = [];
  const samples: { [branch: BranchId]: HeadSamples }[] = [];
  const evaluated = await Promise.all(
    run.arms.map(async (arm) => ({ graph: arm.graph, outputs: await outputsOf(run, arm, set, count) })),
  );
  for (const [index, { graph, outputs }] of evaluated.entries()) {
    const { classes } = graph;
    const heads = [...outputs].map(([branch, { logits }]) => ({ branch, logits }));
    const scored =
      experiment.measure.ensemble && heads.length > 1
        ? [
            ...heads,
            {
              branch: ENSEMBLE,
              logits: ensembleLogits(
                heads.map(({ logits }) => logits),
                classes,
              ),
            },
          ]
        : heads;
    const series: { [name: string]: { [branch: string]: number } } = {};
    const exits = exitsOf(graph, outputs);
    for (const { branch, logits } of scored) {
      const others = heads.filter((head) => head.branch !== branch).map((head) => head.logits);
      const context = {
        logits,
        labels,
        classes,
        hierarchies: info.hierarchies,
        others,
        ...(branch === MAIN ? { exits } : {}),
      };
      if (branch !== ENSEMBLE) look(index, branch, context);
      for (const metric of Object.values(metrics)) {
        if (!applies(metric, info)) continue;
        for (const [key, value] of metric.measure(context)) {
          const name = key === "" ? metric.kind : `${metric.kind}/${key}`;
          series[name] = { ...series[name], [branch]: value };
        }
      }
    }
    arms.push(series);
    samples.push(
      Object.fromEntries(
        [...outputs].map(([branch, { logits, variance }]) => [branch, headSamples(logits, classes, variance)]),
      ),
    );
  }
  if (!experiment.measure.features) return { images: count, arms, samples };
  const seen = Math.min(count, FEATURE_IMAGES);
  const heads = evaluated.flatMap(({ outputs }, arm) =>
    [...outputs].flatMap(([branch, { embedding }]) => (embedding === undefined ? [] : [{ arm, branch, embedding }])),
  );
  return { images: count, arms, samples, features: featureRecord(heads, seen) };
}

/** What leaving early costs and gives. */
function exitsOf(graph: NetworkGraph, outputs: ReadonlyMap<BranchId, Outputs>): NonNullable<MetricContext["exits"]> {
  const heads = exitCosts(graph).flatMap(({ branch, multiplyAdds }) => {
    const logits = outputs.get(branch)?.logits;
    return logits === undefined ? [] : [{ logits, multiplyAdds }];
  });
  return { heads, whole: plainCost(graph) };
}

async function findIdentities(run: TrainingRun, layout: RetrievalLayout): Promise<Evaluation> {
  const { count } = run.splits.test;
  const embedded = run.experiment.measure.features ? spreadImages(count) : undefined;
  const found = await Promise.all(run.arms.map((arm) => retrieveArm(run, arm, layout, arm.graph.classes, embedded)));
  const evaluation = {
    images: count,
    arms: found.map(({ series }) => series),
    rankings: found.map(({ rankings }) => rankings),
  };
  if (embedded === undefined) return evaluation;
  const heads = found.flatMap(({ embeddings = new Map<BranchId, Float32Array>() }, arm) =>
    [...embeddings].map(([branch, embedding]) => ({ arm, branch, embedding })),
  );
  return { ...evaluation, features: featureRecord(heads, embedded.length) };
}

interface Outputs {
  readonly logits: Float32Array;
  readonly variance?: Float32Array;
  /** `[FEATURE_IMAGES or fewer × dimensions]` */
  readonly embedding?: Float32Array;
}

async function outputsOf(
  { info, experiment }: TrainingRun,
  { graph, plan, executor }: TrainingArm,
  set: ImageSet,
  count: number,
): Promise<ReadonlyMap<BranchId, Outputs>> {
  const variances = Object.fromEntries(
    plan.terms.flatMap(({ branch, sampleWeight }) =>
      sampleWeight === undefined ? [] : [[branch, sampleWeight.tensor] as const],
    ),
  );
  const wholes = new Map(
    graph.heads.map(({ branch }): readonly [BranchId, Outputs] => [
      branch,
      {
        logits: new Float32Array(count * graph.classes),
        ...(Object.hasOwn(variances, branch) ? { variance: new Float32Array(count) } : {}),
      },
    ]),
  );
  const embeddings = experiment.measure.features;
  const table = normalisationTable(info);
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Math.min(CHUNK, count - start);
    const indices = Uint32Array.from({ length: rows }, (_, row) => start + row);
    const options = { variances, ...(embeddings ? { embeddings } : {}) };
    for (const output of await executor.evaluate(plainSource(set, table, indices), options)) {
      const whole = wholes.get(output.branch);
      if (whole !== undefined && output.embedding !== undefined && start === 0) {
        const seen = Math.min(rows, FEATURE_IMAGES);
        wholes.set(output.branch, {
          ...whole,
          embedding: output.embedding.subarray(0, (output.embedding.length / rows) * seen),
        });
      }
      whole?.logits.set(output.logits, start * graph.classes);
      if (output.variance !== undefined) whole?.variance?.set(output.variance, start);
    }
  }
  return wholes;
}
