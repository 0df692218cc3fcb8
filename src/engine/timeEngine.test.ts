import { expect, it } from "vitest";
import { passesSelfTest } from "./selfTest";
import { timeEngine, timingPlan, timingWork } from "./timeEngine";
import { openWasm } from "./wasm/openWasm";

/** An engine whose steps take as long as is said, by a clock of its own. @param msOf milliseconds of a step, from 1 */
async function clocked(msOf: (step: number) => number) {
  const engine = await openWasm();
  const seen = { steps: 0, disposed: 0, clock: 0 };
  const create: typeof engine.create = async (plan) => {
    const executor = await engine.create(plan);
    const step = executor.step.bind(executor);
    const dispose = executor.dispose.bind(executor);
    executor.step = (input) => {
      seen.steps += 1;
      seen.clock += msOf(seen.steps);
      return step(input);
    };
    executor.dispose = () => {
      seen.disposed += 1;
      dispose();
    };
    return executor;
  };
  return { seen, engine: { create } };
}

it("times steps of a small network, the best round of several, and lets go of it", async () => {
  // Half a millisecond a step, and at first a browser that has yet to compile.
  const { engine, seen } = await clocked((step) => (step < 5 ? 40 : 0.5));
  expect(await timeEngine(engine, () => seen.clock)).toBeCloseTo(0.5);
  expect(seen.disposed).toBe(1);
  expect(seen.steps).toBeGreaterThan(8);
  const before = seen.steps;
  expect(await timeEngine(engine, () => 0)).toBeGreaterThan(0);
  expect(seen.steps - before).toBeLessThan(40);
});

it("does not keep the page waiting for an engine whose second step is slow", async () => {
  const { engine, seen } = await clocked(() => 240);
  expect(await timeEngine(engine, () => seen.clock)).toBe(240);
  expect(seen.steps).toBe(2);
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
