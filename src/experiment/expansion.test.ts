import { afterEach, expect, it, vi } from "vitest";
import { backbones } from "../catalog/backbones";
import { blockKinds } from "../graph/blocks/block";
import { branches } from "../catalog/branches";
import { initialValues } from "../schema/field";
import type { Experiment } from "./experiment";
import { builtNetworks, expansionOf } from "./expansion";
import { armNetwork, trunkNetwork } from "./network";
import { issuesOf, networksOf, workOf } from "./networks";
import { dhmArm, dsnArm, plainArm, smallData } from "./presets";
import { said } from "../ui/words/testing/said";

const sites = ["s1b1", "s1b2", "s1b3", "s2b1", "s2b2", "s2b3", "s3b1", "s3b2"];
/** Four arms of eight branches, which are pooled heads and hold no block. */
const wide = (): Experiment => ({
  ...structuredClone(smallData),
  backbone: { kind: "resnet", ...initialValues(backbones.resnet.fields), depth: 20 },
  arms: [dsnArm, plainArm, dsnArm, plainArm].map((arm) => arm(...sites)),
});
const BLOCKS = 9;

afterEach(() => vi.restoreAllMocks());

/** Counts what the page does with an experiment until it is drawn, judged and estimated. */
function builds() {
  const block = vi.spyOn(blockKinds.basic, "build");
  const backbone = vi.spyOn(backbones.resnet, "expand");
  const look = (experiment: Experiment): Experiment => {
    expect(issuesOf(experiment).filter(({ blocking }) => blocking)).toEqual([]);
    networksOf(experiment);
    workOf(experiment);
    builtNetworks(experiment);
    return experiment;
  };
  return { look, trunks: () => block.mock.calls.length / BLOCKS, specs: () => backbone.mock.calls.length };
}

it("the trunk is built once for an experiment, however many arms and forks it has", () => {
  const { look, trunks, specs } = builds();
  look(wide());
  expect([trunks(), specs()]).toEqual([1, 1]);
});

it("no trunk is built again for an experiment whose arms alone differ", () => {
  const { look, trunks, specs } = builds();
  const before = look(wide());
  const after = look({ ...before, arms: before.arms.map((arm) => ({ ...arm, forks: arm.forks.slice(1) })) });
  expect([trunks(), specs()]).toEqual([1, 1]);
  // Another trunk is another one.
  look({ ...after, backbone: { ...after.backbone } });
  expect([trunks(), specs()]).toEqual([2, 2]);
});

it("an edit of one arm leaves the networks of the others as they are", () => {
  const before = wide();
  const [first = plainArm(), ...others] = before.arms;
  const after = { ...before, arms: [{ ...first, forks: first.forks.slice(1) }, ...others] };
  const [old, now] = [builtNetworks(before), builtNetworks(after)];
  expect(now.map((network, arm) => network === old[arm])).toEqual([false, true, true, true]);
  // What a network depends on makes it another.
  const batches = { ...before, training: { ...before.training, batchSize: 7 } };
  expect(builtNetworks(batches).some((network, arm) => network === old[arm])).toBe(false);
  expect(builtNetworks({ ...before, seed: 9 })).toEqual(old);
});

it("networks that share a trunk are those that each would be alone, whichever was built first", () => {
  const tapped: Experiment = {
    ...smallData,
    // One splits the trunk's last addition in two, which the others must not see.
    arms: [dhmArm(1, "s1b1"), dsnArm("s1b1", "s2b1"), plainArm("s1b1")].map((arm, index) => ({
      ...arm,
      forks: arm.forks.map((fork) =>
        index === 1 ? { ...fork, branch: { kind: "fc", ...initialValues(branches.fc.fields) } } : fork,
      ),
    })),
  };
  const together = builtNetworks(tapped);
  tapped.arms.toReversed().forEach((arm, index) => {
    const alone = structuredClone({ ...tapped, arms: [arm] });
    expect(armNetwork(alone, alone.arms[0] ?? arm)).toEqual(together[together.length - 1 - index]);
  });
  expect(trunkNetwork(tapped)).toEqual(trunkNetwork(structuredClone(smallData)));
});

it("what cannot be built says why, beside what can", () => {
  const experiment: Experiment = { ...smallData, arms: [plainArm("s1b1"), plainArm("s9b9")] };
  const { trunk, arms } = expansionOf(experiment);
  expect(trunk.value).toBeDefined();
  expect(arms.map(({ fault }) => fault?.name)).toEqual([undefined, "SiteError"]);
  expect(networksOf(experiment).arms.map((arm) => arm === undefined)).toEqual([false, true]);
  expect(said(() => builtNetworks(experiment))).toContain("there is no stage 9");
});
