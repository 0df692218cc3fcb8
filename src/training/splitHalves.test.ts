import { expect, test } from "vitest";
import { openWasm } from "../engine/wasm/openWasm";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { expectNoise } from "./testing/noiseOfBatch";
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

test.each([openCpuEngine, openWasm])(
  "four groups of a batch tell the halves and the agreement without each of them, and change nothing else",
  async (open) => {
    const engine = await open();
    await expectNoise((plan) => engine.create(plan));
  },
);
