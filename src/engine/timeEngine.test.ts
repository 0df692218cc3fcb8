import { expect, it } from "vitest";
import { passesSelfTest } from "./selfTest";
import { timeEngine, timingPlan, timingWork } from "./timeEngine";
import { openWasm } from "./wasm/openWasm";

it("times steps of a small network, the best round of several, and lets go of it", async () => {
  const engine = await openWasm();
  let steps = 0;
  let disposed = 0;
  // Half a millisecond a step, and at first a browser that has yet to compile.
  let clock = 0;
  const counted = {
    async create(plan: Parameters<typeof engine.create>[0]) {
      const executor = await engine.create(plan);
      const step = executor.step.bind(executor);
      const dispose = executor.dispose.bind(executor);
      executor.step = (input) => {
        steps += 1;
        clock += steps < 5 ? 40 : 0.5;
        return step(input);
      };
      executor.dispose = () => {
        disposed += 1;
        dispose();
      };
      return executor;
    },
  };
  expect(await timeEngine(counted, () => clock)).toBeCloseTo(0.5);
  expect(disposed).toBe(1);
  expect(steps).toBeGreaterThan(8);
  const before = steps;
  expect(await timeEngine(counted, () => 0)).toBeGreaterThan(0);
  expect(steps - before).toBeLessThan(40);
});

it("does not keep the page waiting for an engine whose second step is slow", async () => {
  const engine = await openWasm();
  let steps = 0;
  let clock = 0;
  const slow = {
    async create(plan: Parameters<typeof engine.create>[0]) {
      const executor = await engine.create(plan);
      const step = executor.step.bind(executor);
      executor.step = (input) => {
        steps += 1;
        clock += 240;
        return step(input);
      };
      return executor;
    },
  };
  expect(await timeEngine(slow, () => clock)).toBe(240);
  expect(steps).toBe(2);
});

it("is of a network that a processor takes some milliseconds for, as the page's estimates count its work", () => {
  const { graph, batchSize } = timingPlan();
  // A stem and two convolutions at 16 × 16 pixels, and a classifier of 20 classes.
  const pixels = 16 * 16;
  expect(timingWork()).toBe(3 * batchSize * (pixels * 9 * 16 * (3 + 16 + 16) + 16 * 20));
  expect(graph.heads).toHaveLength(1);
});

it("is taken by an engine that passes the self-test by gradients", async () => {
  expect(await passesSelfTest(await openWasm())).toBeUndefined();
});
