import { expect, it } from "vitest";
import { methods } from "../catalog/methods";
import { initialValues } from "../schema/field";
import { combiningWork, idleRule } from "./combiningCost";
import type { Arm, Combining, Experiment } from "./experiment";
import { builtNetworks } from "./expansion";
import { combiningFields } from "./fields";
import { worksOf } from "./networks";
import { dsnArm, plainArm, smallData } from "./presets";

const rule = (given: Partial<Combining>): Combining => ({ ...initialValues(combiningFields), ...given });
const turns: Arm = {
  ...dsnArm("input"),
  method: { kind: "dml", ...initialValues(methods.dml.fields), updates: "alternating" },
};
const withArms = (...arms: readonly Arm[]): Experiment => ({ ...smallData, arms });
const networkOf = (arm: Arm) => {
  const [network] = builtNetworks(withArms(arm));
  if (network === undefined) throw new Error("not built");
  return network;
};

it("says where a rule has nothing to do, before the run", () => {
  const idle = (arm: Arm, given: Partial<Combining>) => idleRule(rule(given), networkOf(arm));
  expect(idle(dsnArm("s1b1"), { rule: "upgrad" })).toBeUndefined();
  expect(idle(plainArm(), { rule: "upgrad" })).toBe("single");
  expect(idle(plainArm("s1b1", "s2b1"), { rule: "gradnorm" })).toBe("single");
  expect(idle(dsnArm("input"), { rule: "mgda" })).toBe("single");
  expect(idle(turns, { rule: "upgrad" })).toBe("turns");
  expect(idle(plainArm(), { rule: "sum" })).toBeUndefined();
  expect(idleRule(undefined, networkOf(plainArm()))).toBeUndefined();
});

it("adds to a run's work what a rule costs, by how often it is asked; an idle rule costs nothing", () => {
  const work = (given: Partial<Combining>, arm = dsnArm("s1b1", "s2b1")) =>
    worksOf(withArms({ ...arm, combining: rule(given) }))[0] ?? Number.NaN;
  const sum = work({ rule: "sum" });
  const [seldom, often] = [work({ rule: "upgrad", every: 10 }) - sum, work({ rule: "upgrad", every: 1 }) - sum];
  expect(seldom).toBeGreaterThan(0);
  expect(often / seldom).toBeCloseTo(10, 9);
  expect(work({ rule: "gradnorm", every: 1 }) - sum).toBeGreaterThan(often);
  expect(work({ rule: "uncertainty", every: 1 }) - sum).toBeLessThan(often);
  expect(work({ rule: "upgrad" }, plainArm("s1b1"))).toBe(work({ rule: "sum" }, plainArm("s1b1")));
  // Measured: 1.57 steps, each of three passes, for a weighing of three losses.
  const steps = often / sum;
  expect(steps).toBeGreaterThan(1.4);
  expect(steps).toBeLessThan(1.75);
  // A forward pass and, for three losses that share most of the trunk, two backward passes each at most.
  const network = networkOf(dsnArm("s1b1", "s2b1"));
  const forward = combiningWork(rule({ rule: "uncertainty", every: 1 }), network);
  expect(combiningWork(rule({ rule: "upgrad", every: 1 }), network) / forward).toBeGreaterThan(3);
  expect(combiningWork(rule({ rule: "upgrad", every: 1 }), network) / forward).toBeLessThan(7);
});
