import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineDevice, openDevice } from "../../device";
import { crossEntropies, planOf, SCOPE, smallNetwork } from "../../testing/smallNetwork";
import { expectSameBits } from "./testing/sameBits";

// The kernels that a graphics card gets, on whatever adapter there is.
let device: EngineDevice;
beforeAll(async () => {
  const { gpu, adapter } = await openDevice();
  device = new EngineDevice(gpu, { ...adapter, kind: "gpu" });
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

it("kernels for cards compute together what they do one by one, to the last bit", async () => {
  const options = { filters: 12, kernel: 3 } as const;
  const graph = smallNetwork([7, 9, 3], 3, (builder) => {
    const stem = builder.convNorm(SCOPE, "stem", "input", options, "relu");
    const scope = { branch: "one", stage: "s1", path: "one" };
    const branch = builder.convNorm(scope, "first", stem, options, "relu");
    const trunk = builder.convNorm(SCOPE, "first", stem, options, "relu");
    return { main: trunk, one: branch };
  });
  await expectSameBits(planOf(graph, crossEntropies(graph), 5), device);
});
