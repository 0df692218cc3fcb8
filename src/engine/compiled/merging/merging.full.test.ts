import { afterAll, beforeAll, expect, it } from "vitest";
import { builtNetworks } from "../../../experiment/expansion";
import { optimizerSpecOf } from "../../../experiment/network";
import { dhmArm, dsnArm, findPreset, plainArm, smallData } from "../../../experiment/presets";
import { EngineDevice, openDevice } from "../../device";
import { crossEntropies, planOf, SCOPE, smallNetwork } from "../../testing/smallNetwork";
import { expectSameBits, expectSameTogether } from "./testing/sameBits";

let software: EngineDevice;
/** The kernels that a graphics card gets, on whatever adapter there is. */
let cards: EngineDevice;
beforeAll(async () => {
  software = await openDevice();
  cards = new EngineDevice(software.gpu, { ...software.adapter, kind: "gpu" });
});
afterAll(() => {
  expect(software.fault ?? cards.fault).toBeUndefined();
  software.dispose();
});

/** A batch that no tile divides. */
const BATCH = 5;
const options = { filters: 12, kernel: 3 } as const;
/** Trunk and branch alike, or the trunk alone. */
const small = (branches: boolean) => {
  const graph = smallNetwork([7, 9, 3], 3, (builder) => {
    const stem = builder.convNorm(SCOPE, "stem", "input", options, "relu");
    const scope = { branch: "one", stage: "s1", path: "one" };
    const branch = branches ? { one: builder.convNorm(scope, "first", stem, options, "relu") } : {};
    return { main: builder.convNorm(SCOPE, "first", stem, options, "relu"), ...branch };
  });
  return planOf(graph, crossEntropies(graph), BATCH);
};

it("kernels for cards compute together what they do one by one, to the last bit", async () => {
  await expectSameBits(small(true), cards);
  await expectSameTogether([small(false), small(true)], cards);
});

it("branches that repeat the trunk, and arms of three methods, compute together what they do one by one", async () => {
  const smoke = findPreset("smoke")?.experiment ?? smallData;
  const experiment = { ...smoke, arms: [dhmArm(1, "s1b1", "s2b1"), dsnArm("s1b1"), plainArm("s2b1")] };
  const plans = builtNetworks(experiment).map((arm) => ({
    ...arm,
    ...arm.plan,
    optimizer: optimizerSpecOf(experiment),
    batchSize: BATCH,
    seed: 3,
  }));
  const [dhm] = plans;
  if (dhm === undefined) throw new Error("an arm has a network");
  await expectSameBits(dhm, software);
  await expectSameTogether(plans, software);
});
