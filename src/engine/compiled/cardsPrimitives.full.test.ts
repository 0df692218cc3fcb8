import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineDevice, openDevice } from "../device";
import { checkPrimitives, primitiveCases } from "../testing/primitiveCases";
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
