import { metrics } from "../catalog/metrics";
import { applies } from "../catalog/metrics/metric";
import { hitsOfQueries, JUNK, rankGallery, type Identities } from "../catalog/metrics/retrieval";
import { plainSource } from "../data/batchSource";
import { normalisationTable } from "../data/normalise";
import type { RetrievalLayout } from "../data/datasetInfo";
import { JUNK_LABEL } from "../data/imageSet";
import { nextMacrotask } from "../tasks/nextMacrotask";
import type { BranchId } from "../graph/networkGraph";
import type { ByBranch, RankedQuery } from "../protocol/event";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/** Images handed to an executor at once. */
const CHUNK = 512;

/** Queries whose ranked lists are recorded, spread evenly over the identities. */
const RECORDED_QUERIES = 6;

/** Queries between two pauses. */
const QUERIES_PER_TASK = 64;

/** Gallery pictures that a recorded list holds. */
const RECORDED_RANKS = 10;

/** What a search for identities found, of one arm. */
export interface ArmRetrieval {
  readonly series: { readonly [series: string]: ByBranch };
  /** By branch, the same queries in the same order at every evaluation. */
  readonly rankings: { readonly [branch: BranchId]: readonly RankedQuery[] };
  /** `[images × dimensions]` by branch, of the images asked for; absent where none were. */
  readonly embeddings?: ReadonlyMap<BranchId, Float32Array>;
}

/**
 * Looks for every query of the test set in its gallery, by the features before each head's classifier: their cosine, which
 * ranks as the distance of vectors of unit length does. Always on the whole test set, because a smaller gallery is easier
 * and its figures could not be compared.
 * @param embedded test images whose features are handed on as they are.
 * Source: Zheng et al., Scalable Person Re-identification: A Benchmark, ICCV 2015, section 5.1.
 */
export async function retrieveArm(
  run: TrainingRun,
  arm: TrainingArm,
  layout: RetrievalLayout,
  classes: number,
  embedded?: readonly number[],
): Promise<ArmRetrieval> {
  const features = await featuresOf(run, arm);
  const { labels, cameras = new Uint8Array(labels.length) } = run.splits.test;
  const pictures = divide(labels.length, layout);
  const shown = shownQueries(pictures, layout);
  const series: { [name: string]: { [branch: string]: number } } = {};
  const rankings: { [branch: BranchId]: readonly RankedQuery[] } = {};
  for (const [branch, embeddings] of features) {
    const size = embeddings.length / Math.max(1, labels.length);
    const side = (rows: readonly number[]): Identities => ({
      embeddings: rowsOf(embeddings, rows, size),
      size,
      ids: rows.map((row) => (labels[row] === JUNK_LABEL ? JUNK : (labels[row] ?? 0))),
      cameras: rows.map((row) => cameras[row] ?? 0),
    });
    const gallery = side(pictures.gallery);
    rankings[branch] = shown.map((query) => {
      const [list = []] = rankGallery(side([query]), gallery);
      const first = list.slice(0, RECORDED_RANKS);
      return {
        query,
        gallery: first.map(({ index }) => pictures.gallery[index] ?? 0),
        hits: first.map(({ hit }) => hit),
      };
    });
    const hits: (readonly boolean[])[] = [];
    for (const each of hitsOfQueries(side(pictures.queries), gallery)) {
      hits.push(each);
      // Thousands of queries in a gallery of thousands take seconds, in which somebody may want to stop.
      if (hits.length % QUERIES_PER_TASK === 0) await nextMacrotask();
    }
    const context = { logits: new Float32Array(0), labels: [], classes, hierarchies: [], others: [], rankings: hits };
    for (const metric of Object.values(metrics)) {
      if (!applies(metric, run.info)) continue;
      for (const [key, value] of metric.measure(context)) {
        const name = key === "" ? metric.kind : `${metric.kind}/${key}`;
        series[name] = { ...series[name], [branch]: value };
      }
    }
  }
  if (embedded === undefined) return { series, rankings };
  const sizeOf = (whole: Float32Array): number => whole.length / Math.max(1, labels.length);
  const embeddings = new Map([...features].map(([branch, whole]) => [branch, rowsOf(whole, embedded, sizeOf(whole))]));
  return { series, rankings, embeddings };
}

interface Division {
  /** Test images. */
  readonly queries: readonly number[];
  readonly gallery: readonly number[];
}

function divide(count: number, layout: RetrievalLayout): Division {
  const all = Array.from({ length: count }, (_, index) => index);
  const asked = (index: number): boolean =>
    "queriesFirst" in layout ? index < layout.queriesFirst : index % layout.pictures < layout.queries;
  return { queries: all.filter(asked), gallery: all.filter((index) => !asked(index)) };
}

/** Test images whose lists are recorded: of drawn identities their first queries, else queries evenly spread. */
function shownQueries({ queries }: Division, layout: RetrievalLayout): readonly number[] {
  const [spread, each] = "queriesFirst" in layout ? [queries.length, 1] : [layout.identities, layout.queries];
  const count = Math.min(RECORDED_QUERIES, spread);
  return Array.from({ length: count }, (_, position) => {
    const row = Math.floor((position * spread) / count) * each;
    return queries[row] ?? 0;
  });
}

/** Picture by picture the features before each head's classifier: `[images, features]` by branch. */
async function featuresOf(
  { info, splits }: TrainingRun,
  { executor }: TrainingArm,
): Promise<ReadonlyMap<BranchId, Float32Array>> {
  const wholes = new Map<BranchId, Float32Array>();
  const { count } = splits.test;
  const table = normalisationTable(info);
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Math.min(CHUNK, count - start);
    const indices = Uint32Array.from({ length: rows }, (_, row) => start + row);
    const pictures = plainSource(splits.test, table, indices);
    for (const { branch, embedding } of await executor.evaluate(pictures, { embeddings: true })) {
      if (embedding === undefined) throw new Error(`retrieval: the head ${branch} gave no features; the executor must`);
      const size = embedding.length / rows;
      const whole = wholes.get(branch) ?? new Float32Array(count * size);
      whole.set(embedding, start * size);
      wholes.set(branch, whole);
    }
  }
  return wholes;
}

function rowsOf(embeddings: Float32Array, rows: readonly number[], size: number): Float32Array {
  const result = new Float32Array(rows.length * size);
  rows.forEach((row, to) => result.set(embeddings.subarray(row * size, (row + 1) * size), to * size));
  return result;
}
