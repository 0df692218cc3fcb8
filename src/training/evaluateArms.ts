import { metrics } from "../catalog/metrics";
import { ENSEMBLE, ensembleLogits } from "../catalog/metrics/ensemble";
import { applies } from "../catalog/metrics/metric";
import { plainSource } from "../data/batchSource";
import type { RetrievalLayout } from "../data/datasetInfo";
import type { ImageSet } from "../data/imageSet";
import { normalisationTable } from "../data/normalise";
import type { BranchId } from "../graph/networkGraph";
import type { ByBranch, HeadSamples, RankedQuery } from "../protocol/event";
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

/**
 * How the arms do on the first test images. Where the test set shows identities to find again: how well each head finds them, on
 * all of it.
 * @param images how many; at most the test set.
 */
export async function testArms(run: TrainingRun, images: number): Promise<Evaluation> {
  const { info, splits } = run;
  return info.retrieval === undefined ? evaluateArms(run, splits.test, images) : findIdentities(run, info.retrieval);
}

/**
 * Every metric of every head of every arm on the first images of a set, and each head's answer to each image. Arms are asked at
 * once and measured in their order.
 */
async function evaluateArms(run: TrainingRun, set: ImageSet, images: number): Promise<Evaluation> {
  const { info, experiment } = run;
  const count = Math.min(images, set.count);
  const labels = set.labels.subarray(0, count);
  const arms: { [series: string]: ByBranch }[] = [];
  const samples: { [branch: BranchId]: HeadSamples }[] = [];
  const evaluated = await Promise.all(
    run.arms.map(async (arm) => ({ classes: arm.graph.classes, outputs: await outputsOf(run, arm, set, count) })),
  );
  for (const { classes, outputs } of evaluated) {
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
    for (const { branch, logits } of scored) {
      const others = heads.filter((head) => head.branch !== branch).map((head) => head.logits);
      const context = { logits, labels, classes, hierarchies: info.hierarchies, others };
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
  return { images: count, arms, samples };
}

async function findIdentities(run: TrainingRun, layout: RetrievalLayout): Promise<Evaluation> {
  const found = await Promise.all(run.arms.map((arm) => retrieveArm(run, arm, layout, arm.graph.classes)));
  return {
    images: run.splits.test.count,
    arms: found.map(({ series }) => series),
    rankings: found.map(({ rankings }) => rankings),
  };
}

interface Outputs {
  readonly logits: Float32Array;
  readonly variance?: Float32Array;
}

async function outputsOf(
  { info }: TrainingRun,
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
  const table = normalisationTable(info);
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Math.min(CHUNK, count - start);
    const indices = Uint32Array.from({ length: rows }, (_, row) => start + row);
    for (const output of await executor.evaluate(plainSource(set, table, indices), { variances })) {
      const whole = wholes.get(output.branch);
      whole?.logits.set(output.logits, start * graph.classes);
      if (output.variance !== undefined) whole?.variance?.set(output.variance, start);
    }
  }
  return wholes;
}
