import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineDevice, openDevice } from "../device";
import { checkPrimitives, primitiveCases } from "../testing/primitiveCases";
import { checkTerms, followMinimum, termCases } from "../testing/termCases";
import { createCompiledExecutor } from "./compiledExecutor";

// The kernels that a graphics card gets, on whatever adapter there is: what they compute does not depend on it.
let device: EngineDevice;
beforeAll(async () => {
  const { gpu, adapter } = await openDevice();
  device = new EngineDevice(gpu, { ...adapter, kind: "gpu" });
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

it.each(primitiveCases)("$name, by the kernels for cards", (one) =>
  checkPrimitives(one, (plan) => createCompiledExecutor(plan, device, undefined, { poison: true })),
);

it.each(termCases)("%s, by the kernels for cards", (_name, network, terms) =>
  checkTerms(network, terms, (plan) => createCompiledExecutor(plan, device, undefined, { poison: true })),
);

it("the running minimum of variances is remembered and restored by the kernels for cards", async () => {
  const [start, stepped, kept] = await followMinimum((plan) => createCompiledExecutor(plan, device));
  expect(start).toBe(1e5);
  expect(stepped).toBeLessThan(10);
  expect(kept).toBe(Math.fround(1e-3));
});
