import { afterAll, beforeAll, expect, it } from "vitest";
import { openDevice, type EngineDevice } from "../device";
import { checkPrimitives, primitiveCases } from "../testing/primitiveCases";
import { createCompiledExecutor } from "./compiledExecutor";

let device: EngineDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

it.each(primitiveCases)("$name", (one) =>
  checkPrimitives(one, (plan) => createCompiledExecutor(plan, device, undefined, { poison: true })),
);
