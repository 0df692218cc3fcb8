import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtNetworks } from "../../../experiment/expansion";
import type { Experiment } from "../../../experiment/experiment";
import { optimizerSpecOf } from "../../../experiment/network";
import { dhmArm, findPreset, plainArm, smallData } from "../../../experiment/presets";
import { openDevice, type EngineDevice } from "../../device";
import type { ExecutorPlan } from "../../executor";
import { expectSameBits } from "./testing/sameBits";

// With the kernels of the software adapter, which compile soonest; those for cards: merging.full.test.ts.
let device: EngineDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

const smoke = findPreset("smoke")?.experiment ?? smallData;
/** A batch that no tile divides. */
const BATCH = 5;

function plansOf(arms: Experiment["arms"]): readonly ExecutorPlan[] {
  const experiment = { ...smoke, arms };
  return builtNetworks(experiment).map((arm) => ({
    ...arm,
    ...arm.plan,
    optimizer: optimizerSpecOf(experiment),
    batchSize: BATCH,
    seed: 3,
  }));
}

describe("equal dispatches as one", () => {
  it.each([
    ["branches that repeat the trunk", dhmArm(1, "s1b1", "s2b1")],
    ["a trunk alone", plainArm("s1b1")],
  ])("compute what they do one by one, to the last bit: %s", async (_, arm) => {
    const [plan] = plansOf([arm]);
    if (plan === undefined) throw new Error("an arm has a network");
    await expectSameBits(plan, device);
  });
});
