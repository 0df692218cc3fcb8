import { afterEach, expect, it, vi } from "vitest";
import { backbones } from "../catalog/backbones";
import { dsnArm, plainArm, smallData } from "../experiment/presets";
import { blockKinds } from "../graph/blocks/block";
import { initialValues } from "../schema/field";
import { issuesOf, networksOf, workOf } from "../experiment/networks";
import type { Experiment } from "../experiment/experiment";
import { labBench } from "./testing/labBench";

afterEach(() => vi.restoreAllMocks());

const sites = ["s1b1", "s1b2", "s1b3", "s2b1", "s2b2", "s2b3", "s3b1"];
/** Four arms whose branches are pooled heads: every block that is built is the trunk's. */
const wide: Experiment = {
  ...smallData,
  backbone: { kind: "resnet", ...initialValues(backbones.resnet.fields), depth: 20 },
  arms: [dsnArm, plainArm, dsnArm, plainArm].map((arm) => arm(...sites)),
};

it("a click on the eighth fork of four arms builds no trunk anew, up to the diagram, the rules and the estimate", () => {
  const { store } = labBench();
  const look = (): void => {
    const { experiment } = store.getState();
    expect(issuesOf(experiment).filter(({ blocking }) => blocking)).toEqual([]);
    networksOf(experiment);
    workOf(experiment);
  };
  store.setState({ experiment: wide });
  look();
  const block = vi.spyOn(blockKinds.basic, "build");
  const backbone = vi.spyOn(backbones.resnet, "expand");
  store.getState().forkAt("s3b2");
  look();
  expect(store.getState().experiment.arms.map(({ forks }) => forks.length)).toEqual([8, 8, 8, 8]);
  expect([block.mock.calls.length, backbone.mock.calls.length]).toEqual([0, 0]);
  // Of another trunk there is one build, of nine blocks, for all four arms.
  expect(store.getState().setField(["backbone", "width"], 8)).toBeUndefined();
  look();
  expect([block.mock.calls.length, backbone.mock.calls.length]).toEqual([9, 1]);
});
