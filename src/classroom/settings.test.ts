import { describe, expect, it } from "vitest";
import type { Experiment } from "../experiment/experiment";
import { presets } from "../experiment/presets";
import { handInCsv } from "./handInCsv";
import { readHandIns } from "./readHandIns";
import { differingSettings } from "./settings";
import { claimLink, smoke } from "./testing/handedIn";

const table = (...experiments: readonly Experiment[]) =>
  Object.fromEntries(differingSettings(experiments).map(({ label, values }) => [label, values]));

describe("the settings that differ", () => {
  it("are none between equal experiments, and every one that is not equal otherwise", () => {
    expect(table(smoke, { ...smoke })).toEqual({});
    const other: Experiment = { ...smoke, seed: 7, training: { ...smoke.training, budget: 20 } };
    expect(table(smoke, other)).toEqual({ Seed: [String(smoke.seed), "7"], Budget: ["40", "20"] });
    for (const { id, experiment } of presets) {
      if (id !== "smoke") expect(differingSettings([smoke, experiment]).length, id).toBeGreaterThan(0);
    }
  });

  it("name an arm's method, its settings and its forks", () => {
    const [arm, ...others] = smoke.arms;
    if (arm === undefined) throw new Error("there is no arm");
    const fewer = { ...smoke, arms: [{ ...arm, forks: arm.forks.slice(1) }, ...others] };
    expect(Object.keys(table(smoke, fewer))).toEqual(["A: forks"]);
    expect(Object.keys(table(smoke, { ...smoke, arms: smoke.arms.toReversed() }))).toEqual(
      expect.arrayContaining(["A", "B", "A: forks", "B: forks"]),
    );
  });
});

it("the table as CSV has who, settings, figures and what a replay came to", () => {
  const text = `Ada,${claimLink(smoke, 0.5)}\n=SUM(A1),${claimLink({ ...smoke, seed: 7 }, 0.25)}`;
  const { handIns } = readHandIns(text);
  const where = { arm: 0, branch: "main", step: 40 };
  const [head, ada, bad] = handInCsv(handIns, [{ kind: "differs", gap: 0.2, where, exact: false }, undefined]).split(
    "\n",
  );
  expect(head).toBe("who,Seed,A main,B main,state,gap,link");
  expect(ada).toContain(`Ada,${smoke.seed},0.5,0.5,differs,0.2,`);
  expect(bad).toMatch(/^"'=SUM\(A1",7,0.25,0.25,claimed,,/);
});
