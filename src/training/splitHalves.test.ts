import { expect, test } from "vitest";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { splitHalves } from "./testing/splitHalves";

test("a batch is cut in halves by image: both views of one stand in the same half, for every arm", async () => {
  const engine = await openCpuEngine();
  const make: typeof engine.create = (plan) => engine.create(plan);
  const { oneView, twoViews, contrastive } = await splitHalves(make);
  expect(oneView).not.toBeNull();
  expect(Math.abs(oneView ?? 1)).toBeLessThan(0.99);
  expect(twoViews).toBeCloseTo(oneView ?? Number.NaN, 4);
  expect(contrastive).toBeCloseTo(oneView ?? Number.NaN, 4);
});
