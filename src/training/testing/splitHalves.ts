import { splitHalf, sumGram } from "../../graph/agreement";
import { streamKey } from "../../random/purpose";
import { createStream } from "../../random/stream";
import { allTerms } from "../../engine/allTerms";
import type { Batch, Executor, ExecutorPlan } from "../../engine/executor";
import { probeRequest } from "../probeLosses";
import { casePlan, methodCases } from "../../engine/testing/methodCases";

const IMAGES = 6;

/** The split-half reference of one batch: trained in one view, in two that are equal, and under CDS in the same two. */
export interface SplitHalves {
  readonly oneView: number | null;
  readonly twoViews: number | null;
  readonly contrastive: number | null;
}

/**
 * Two equal views change neither batch statistics nor means, so that all three must agree, whatever is cut in halves.
 * @param make builds the executor under test.
 */
export async function splitHalves(make: (plan: ExecutorPlan) => Promise<Executor>): Promise<SplitHalves> {
  const one = planOf("dsl");
  return {
    oneView: await reference(one, 1, make),
    twoViews: await reference({ ...one, views: 2, batchSize: 2 * IMAGES }, 2, make),
    contrastive: await reference(planOf("cds"), 2, make),
  };
}

function planOf(name: string): ExecutorPlan {
  const found = methodCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return casePlan(found, IMAGES);
}

async function reference(
  plan: ExecutorPlan,
  views: number,
  make: (plan: ExecutorPlan) => Promise<Executor>,
): Promise<number | null> {
  const executor = await make(plan);
  try {
    const time = { step: 0, budget: 100 };
    const { losses } = probeRequest(plan.graph, allTerms(plan), IMAGES, time, false);
    return splitHalf(sumGram(await executor.probe(drawnBatch(plan, IMAGES, views), losses, 0), () => true));
  } finally {
    executor.dispose();
  }
}

/** Drawn images with drawn labels, the same ones in every view. */
export function drawnBatch({ graph }: ExecutorPlan, count: number, views: number): Batch {
  const size = count * graph.input.reduce((product, extent) => product * extent, 1);
  const stream = createStream(streamKey(11, "init", "splitHalves"));
  const view = Float32Array.from({ length: size }, () => 2 * stream.unit() - 1);
  const labels = Array.from({ length: count }, () => stream.below(graph.classes));
  const images = new Float32Array(views * size);
  for (let at = 0; at < views; at += 1) images.set(view, at * size);
  return { images, labels: Int32Array.from(Array.from({ length: views }, () => labels).flat()) };
}
