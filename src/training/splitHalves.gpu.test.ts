import { expect, test } from "vitest";
import { openDevice } from "../engine/device";
import type { ExecutorPlan } from "../engine/executor";
import { expectClasses } from "./testing/classProbe";
import { expectNoise } from "./testing/noiseOfBatch";
import { splitHalves } from "./testing/splitHalves";
import { createCompiledExecutor } from "../engine/compiled/compiledExecutor";

test("a batch is cut in halves by image: both views of one stand in the same half, for every arm", async () => {
  const device = await openDevice();
  const make = (plan: ExecutorPlan) => createCompiledExecutor(plan, device);
  const { oneView, twoViews, contrastive } = await splitHalves(make);
  expect(oneView).not.toBeNull();
  expect(Math.abs(oneView ?? 1)).toBeLessThan(0.99);
  expect(twoViews).toBeCloseTo(oneView ?? Number.NaN, 4);
  expect(contrastive).toBeCloseTo(oneView ?? Number.NaN, 4);
});

test("four groups of a batch tell the halves and the agreement without each of them, and change nothing else", async () => {
  const device = await openDevice();
  await expectNoise((plan) => createCompiledExecutor(plan, device));
});

test("a class's gradient is that of a batch in which it alone has labels, and measuring it leaves the state alone", async () => {
  const device = await openDevice();
  await expectClasses((plan) => createCompiledExecutor(plan, device));
});
