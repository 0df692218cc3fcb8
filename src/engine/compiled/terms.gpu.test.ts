import { afterAll, beforeAll, expect, it } from "vitest";
import { openDevice, type EngineDevice } from "../device";
import { checkTerms, followMinimum, termCases } from "../testing/termCases";
import { createCompiledExecutor } from "./compiledExecutor";

let device: EngineDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

it.each(termCases)("%s", (_name, network, terms) =>
  checkTerms(network, terms, (plan) => createCompiledExecutor(plan, device, undefined, { poison: true })),
);

it("the running minimum of variances is remembered and restored", async () => {
  const [start, stepped, kept] = await followMinimum((plan) => createCompiledExecutor(plan, device));
  expect(start).toBe(1e5);
  expect(stepped).toBeLessThan(10);
  expect(kept).toBe(Math.fround(1e-3));
});
