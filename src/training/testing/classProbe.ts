import { expect } from "vitest";
import { UNLABELLED } from "../../data/labelledShare";
import { allTerms } from "../../engine/allTerms";
import type { Executor, ExecutorPlan } from "../../engine/executor";
import { casePlan, methodCases } from "../../engine/testing/methodCases";
import { probeClasses } from "../classProbe";
import { probeRequest } from "../probeLosses";
import { drawnBatch } from "./splitHalves";

const IMAGES = 12;
const time = { step: 0, budget: 100 };

/**
 * The products of each class's gradients are those of the same batch, in its own order, in which the labels of all other classes
 * are withheld: a mean over the labelled rows, which is the class's share of the batch by another way.
 * @param make builds the executor under test.
 */
export async function expectClasses(make: (plan: ExecutorPlan) => Promise<Executor>): Promise<void> {
  const found = methodCases.find(({ name }) => name === "dhm");
  if (found === undefined) throw new Error("no case dhm");
  const plan = casePlan(found, IMAGES);
  const executor = await make(plan);
  try {
    const batch = drawnBatch(plan, IMAGES, 1);
    const labels = [...new Set(batch.labels)].sort((a, b) => a - b);
    expect(labels.length).toBeGreaterThan(1);
    const all = Array.from({ length: plan.graph.classes }, (_, index) => index);
    const arm = {
      graph: plan.graph,
      plan: { terms: plan.terms, views: 1 as const },
      executor,
      probeTerms: plan.probeTerms ?? [],
    };
    const before = await executor.snapshot();
    const told = await probeClasses(arm, batch, [{ name: "class", groups: all, measured: all }], time);
    expect((await executor.snapshot()).tensors).toEqual(before.tensors);
    expect(told?.groups.map(({ group }) => group)).toEqual(labels);
    const { losses } = probeRequest(plan.graph, allTerms(plan), IMAGES, time, false);
    const asked = losses.filter(({ id }) => told?.losses.includes(id) === true);
    for (const { group, images, products } of told?.groups ?? []) {
      const own = batch.labels.map((label) => (label === group ? label : UNLABELLED));
      expect(own.filter((label) => label === group)).toHaveLength(images);
      const { gram, layers } = await executor.probe({ images: batch.images, labels: own }, asked, 0);
      const share = (images / IMAGES) ** 2;
      let at = 0;
      const n = asked.length;
      for (let layer = 0; layer < layers.length; layer += 1) {
        const largest = Math.max(...asked.map((_, a) => (gram[(layer * n + a) * n + a] ?? 0) * share));
        for (let a = 0; a < n; a += 1) {
          for (let b = a; b < n; b += 1) {
            const expected = (gram[(layer * n + a) * n + b] ?? 0) * share;
            expect(Math.abs((products[at] ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-4 * largest + 1e-12);
            at += 1;
          }
        }
      }
      expect(at).toBe(products.length);
    }
  } finally {
    executor.dispose();
  }
}
