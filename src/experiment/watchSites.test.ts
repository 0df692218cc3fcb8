import { expect, test } from "vitest";
import type { Experiment } from "./experiment";
import { trunkNetwork } from "./network";
import { dsnArm, plainArm, smallData } from "./presets";
import { sitesToWatch, withEverySiteWatched } from "./watchSites";
import { validate } from "./validate";

const watched = (experiment: Experiment): Experiment | undefined =>
  withEverySiteWatched(experiment, trunkNetwork(experiment));

const deep: Experiment = { ...smallData, backbone: { ...smallData.backbone, depth: 32 } as Experiment["backbone"] };

test("every site but the input and the last is watched, of many the ends of stages and some of the others", () => {
  expect(sitesToWatch(trunkNetwork(smallData))).toEqual(["stem", "s1b1", "s2b1"]);
  const sites = sitesToWatch(trunkNetwork(deep));
  expect(sites).toHaveLength(8);
  expect(sites).toEqual(expect.arrayContaining(["stem", "s1b5", "s2b5"]));
  expect(sites).not.toContain("s3b5");
  expect(new Set(sites).size).toBe(8);
});

test("a plain arm watches, or one more does; the others stay", () => {
  const added = watched(smallData);
  expect(added?.arms).toEqual([...smallData.arms, plainArm("stem", "s1b1", "s2b1")]);
  const arms = [{ ...plainArm("s1b1"), label: "base" }, dsnArm("s1b1")];
  expect(watched({ ...smallData, arms })?.arms).toEqual([
    { ...plainArm("stem", "s1b1", "s2b1"), label: "base" },
    dsnArm("s1b1"),
  ]);
  expect(validate(watched(deep) ?? deep).filter(({ blocking }) => blocking)).toEqual([]);
});

test("probes come often enough to be counted, and no less often than before", () => {
  const { measure } = smallData;
  const every = (probeEvery: number, budget = 920): number | undefined =>
    watched({ ...smallData, training: { ...smallData.training, budget }, measure: { ...measure, probeEvery } })?.measure
      .probeEvery;
  expect(every(25)).toBe(25);
  expect(every(5)).toBe(5);
  expect(every(0)).toBe(38);
  expect(every(100)).toBe(38);
  expect(every(25, 10)).toBe(1);
});

test("four arms of which none only watches leave no room", () => {
  const arms = Array.from({ length: 4 }, () => dsnArm("s1b1"));
  expect(watched({ ...smallData, arms })).toBeUndefined();
});
