import { expect, test } from "vitest";
import { totalCost, costByBranch } from "../graph/cost";
import type { Experiment } from "./experiment";
import { armNetwork } from "./network";
import { plainArm, smallData } from "./presets";
import { RELATIVES, relativeArms } from "./relatives";

const light = { rule: "light", networks: 2 } as const;
const networkOf = (experiment: Experiment, relative: (typeof RELATIVES)[number], options = light) => {
  const arm = relativeArms(experiment, options).get(relative);
  if (arm === undefined) throw new Error(`no arm for ${relative}`);
  return armNetwork(experiment, arm);
};

test("all train the same trunk", () => {
  const mains = RELATIVES.map((relative) => costByBranch(networkOf(smallData, relative).graph).get("main"));
  expect(mains).toHaveLength(RELATIVES.length);
  expect(new Set(mains.map((cost) => JSON.stringify(cost))).size).toBe(1);
});

test("DSL and DHM are one network; DHM has the six KL terms on top", () => {
  const dsl = networkOf(smallData, "dsl");
  const dhm = networkOf(smallData, "dhm");
  expect(dhm.graph).toEqual(dsl.graph);
  expect(dsl.plan.terms).toHaveLength(3);
  expect(dhm.plan.terms.filter(({ kind }) => kind === "kl")).toHaveLength(6);
});

test("plain's branches only watch", () => {
  const { heads } = networkOf(smallData, "plain").graph;
  expect(heads.map(({ observer }) => observer)).toEqual([false, true, true]);
});

test("DML costs as many networks as it has", () => {
  for (const networks of [2, 3, 4]) {
    const arm = relativeArms(smallData, { rule: "light", networks }).get("dml");
    if (arm === undefined) throw new Error("no DML");
    const { graph } = armNetwork(smallData, arm);
    const main = costByBranch(graph).get("main");
    expect(totalCost(graph).parameters).toBe(networks * (main?.parameters ?? 0));
  }
});

test("the forks are the experiment's own, or stand after the early stages", () => {
  const sitesOf = (experiment: Experiment) =>
    relativeArms(experiment, light)
      .get("dhm")
      ?.forks.map(({ site }) => site);
  expect(sitesOf({ ...smallData, arms: [plainArm("s3b1", "stem")] })).toEqual(["stem", "s3b1"]);
  expect(sitesOf({ ...smallData, arms: [plainArm("input")] })).toEqual(["s1b1", "s2b1"]);
  expect(sitesOf({ ...smallData, arms: [plainArm()] })).toEqual(["s1b1", "s2b1"]);
});
