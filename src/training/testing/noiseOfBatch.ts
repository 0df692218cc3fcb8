import { expect } from "vitest";
import { splitHalf, sumGram } from "../../graph/agreement";
import { groupRanges, halvings, leftOut, sumGroups } from "../../graph/gradientNoise";
import { allTerms } from "../../engine/allTerms";
import type { Batch, Executor, ExecutorPlan } from "../../engine/executor";
import { casePlan, methodCases } from "../../engine/testing/methodCases";
import { probeArms } from "../probeArms";
import { probeRequest } from "../probeLosses";
import { drawnBatch } from "./splitHalves";

const IMAGES = 8;
const time = { images: IMAGES, step: 0, budget: 100, parts: false };

/**
 * What the groups of a batch say is what one gets by hand: the images brought into another order, so that each way to cut the
 * batch in halves is its first half and its second; and the losses of three groups asked for as such.
 * @param make builds the executor under test.
 */
export async function expectNoise(make: (plan: ExecutorPlan) => Promise<Executor>): Promise<void> {
  for (const [name, views] of [
    ["dhm", 1],
    ["cds", 2],
  ] as const) {
    const found = methodCases.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no case ${name}`);
    const plan = casePlan(found, IMAGES);
    const executor = await make(plan);
    try {
      const batch = drawnBatch(plan, IMAGES, views);
      const probeTerms = plan.probeTerms ?? [];
      const arm = { graph: plan.graph, plan: { terms: plan.terms, views }, executor, probeTerms };
      const [quiet] = await probeArms([arm], batch, time);
      const [record] = await probeArms([arm], batch, { ...time, noise: true });
      if (record?.noise === undefined) throw new Error("the noise was not measured");
      const { noise, ...told } = record;
      // Bit for bit: what else is measured changes nothing that every probe tells.
      expect(told).toEqual(quiet);
      const gram = sumGroups(noise, record.layers, () => true);
      const halves = halvings(gram, "ce/main");
      expect(halves).toHaveLength(3);
      const { losses } = probeRequest(plan.graph, allTerms(plan), IMAGES, time, false);
      for (const [at, order] of [
        [0, 1, 2, 3],
        [0, 2, 1, 3],
        [0, 3, 1, 2],
      ].entries()) {
        const measured = await executor.probe(inOrder(batch, views, order), losses, 0);
        expect(halves[at]).toBeCloseTo(splitHalf(sumGram(measured, () => true)) ?? Number.NaN, 3);
      }
      const branch = losses.find(({ branch: one, id }) => one !== "main" && id.startsWith("ce/"));
      const [main] = losses;
      if (branch === undefined || main === undefined) throw new Error("nothing to compare");
      const left = leftOut(gram, main.id, branch.id);
      expect(left?.without).toHaveLength(4);
      // Without the last group: the first six images, asked for as one.
      const most = [0, groupRanges(IMAGES)[3]?.[0] ?? 0] as const;
      const direct = await executor.probe(
        batch,
        [main, branch].map((loss) => ({ ...loss, images: most })),
        0,
      );
      const { values } = sumGram(direct, () => true);
      const cosine = (values[1] ?? 0) / Math.sqrt((values[0] ?? 0) * (values[3] ?? 0));
      expect(left?.without[3]).toBeCloseTo(cosine, 3);
    } finally {
      executor.dispose();
    }
  }
}

/** The batch with its quarters in another order, in every view. */
function inOrder({ images, labels }: Batch, views: number, order: readonly number[]): Batch {
  const ranges = groupRanges(IMAGES);
  const size = images.length / labels.length;
  const rows = Array.from({ length: views }, (_, view) =>
    order.flatMap((group) => {
      const [from, to] = ranges[group] ?? [0, 0];
      return Array.from({ length: to - from }, (__, at) => view * IMAGES + from + at);
    }),
  ).flat();
  return {
    images: Float32Array.from(rows.flatMap((row) => [...images.subarray(row * size, (row + 1) * size)])),
    labels: Int32Array.from(rows, (row) => labels[row] ?? 0),
  };
}
