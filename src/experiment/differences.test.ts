import { describe, expect, it } from "vitest";
import { combiningFields } from "./fields";
import { withRate } from "./forkRate";
import { dhmArm, dslArm, dsnArm, findPreset, plainArm, smallData } from "./presets";
import { initialValues } from "../schema/field";
import { differencesBetween } from "./differences";

const kinds = (experiment: typeof smallData) => differencesBetween(experiment, 0, 1).map(({ kind }) => kind);

describe("what differs between two arms", () => {
  it("names both switches of the default experiment and nothing else", () => {
    expect(kinds(smallData)).toEqual(["branch", "mimicking"]);
    expect(differencesBetween(smallData, 0, 1)[1]?.values).toEqual([
      { kind: "mimicking", settings: undefined },
      { kind: "mimicking", settings: "α 1, T 1" },
    ]);
  });

  it("finds nothing between equal arms", () => {
    expect(kinds({ ...smallData, arms: [dsnArm("s1b1"), dsnArm("s1b1")] })).toEqual([]);
  });

  it("tells forks, watching branches, weights and settings apart", () => {
    expect(kinds({ ...smallData, arms: [dhmArm(1, "s1b1"), dhmArm(1, "s2b1")] })).toEqual(["forks"]);
    expect(kinds({ ...smallData, arms: [plainArm("s1b1"), dsnArm("s1b1")] })).toEqual(["supervision"]);
    expect(kinds({ ...smallData, arms: [dslArm("s1b1"), dhmArm(1, "s1b1")] })).toEqual(["mimicking"]);
    const heavy = dsnArm("s1b1");
    const arms = [dsnArm("s1b1"), { ...heavy, forks: heavy.forks.map((fork) => ({ ...fork, weight: 0.3 })) }];
    expect(kinds({ ...smallData, arms })).toEqual(["weight"]);
    const fading = { ...heavy, method: { ...heavy.method, decay: true } as typeof heavy.method };
    expect(differencesBetween({ ...smallData, arms: [heavy, fading] }, 0, 1)).toMatchObject([
      { kind: "setting", label: "Fade out" },
    ]);
  });

  it("tells the rule that combines the losses, and its settings where both arms have the same one", () => {
    const ruled = (combining: object) => ({
      ...dsnArm("s1b1"),
      combining: { ...initialValues(combiningFields), ...combining },
    });
    const between = (...arms: (typeof smallData)["arms"]) => differencesBetween({ ...smallData, arms }, 0, 1);
    expect(between(dsnArm("s1b1"), ruled({ rule: "sum", every: 9 }))).toEqual([]);
    expect(between(dsnArm("s1b1"), ruled({ rule: "upgrad", every: 9 }))).toMatchObject([
      { label: "Losses combined by", values: [{ text: "sum" }, { text: "UPGrad (weigh every 9)" }] },
    ]);
    expect(between(ruled({ rule: "upgrad" }), ruled({ rule: "upgrad", every: 9 }))).toMatchObject([
      { label: "Losses combined by", values: [{ text: "UPGrad" }, { text: "UPGrad (weigh every 9)" }] },
    ]);
  });

  it("tells how fast branches learn and when they join, absent being as usual", () => {
    const arms = [dsnArm("s1b1"), { ...dsnArm("s1b1"), learning: { rate: 0.001, trunkFirst: 0, clip: 0, start: "" } }];
    expect(differencesBetween({ ...smallData, arms }, 0, 1)).toMatchObject([
      { label: "Branches' rate", values: [{ text: "1" }, { text: ".001" }] },
    ]);
  });

  it("tells every branch's own rate and weight in order: the same values at other places are a difference", () => {
    const at = (...rates: readonly number[]) => {
      const arm = dsnArm("stem", "s1b1", "s2b1");
      return { ...arm, forks: arm.forks.map((fork, index) => withRate(fork, rates[index] ?? 1)) };
    };
    const between = (...arms: (typeof smallData)["arms"]) => differencesBetween({ ...smallData, arms }, 0, 1);
    expect(between(at(), at(1, 1, 1))).toEqual([]);
    expect(between(at(), at(0.1, 0.1, 0.1))).toMatchObject([
      { label: "Branch's own rate", values: [{ text: "1" }, { text: ".1" }] },
    ]);
    expect(between(at(0.1, 1, 0.1), at(0.1, 1, 1))).toMatchObject([
      { label: "Branch's own rate", values: [{ text: ".1, 1, .1" }, { text: ".1, 1, 1" }] },
    ]);
    const weighed = (...weights: readonly number[]) => {
      const arm = at();
      return { ...arm, forks: arm.forks.map((fork, index) => ({ ...fork, weight: weights[index] ?? 1 })) };
    };
    expect(between(weighed(0.1, 1, 0.1), weighed(0.1, 1, 1))).toMatchObject([
      { kind: "weight", values: [{ text: ".1, 1, .1" }, { text: ".1, 1, 1" }] },
    ]);
    expect(between(plainArm(), at(0.1, 0.1, 0.1)).map(({ label }) => label)).not.toContain("Branch's own rate");
  });

  it("finds the difference of every preset with two arms", () => {
    for (const id of ["surgery", "small-data", "where-to-fork", "branches-or-mimicking", "fair-play"]) {
      expect(kinds(findPreset(id)?.experiment ?? smallData), id).not.toEqual([]);
    }
  });
});
