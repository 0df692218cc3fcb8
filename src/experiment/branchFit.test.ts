import { expect, test } from "vitest";
import { branches, type BranchConfig } from "../catalog/branches";
import { initialValues } from "../schema/field";
import { branchFit } from "./branchFit";
import type { Experiment } from "./experiment";
import { armNetwork, trunkNetwork } from "./network";
import { smallData } from "./presets";
import { said } from "../ui/words/testing/said";
import { buildText } from "../ui/words/issueWords";

const fc: BranchConfig = { kind: "fc" };
const aux: BranchConfig = { kind: "aux", ...initialValues(branches.aux.fields) };
const wide: Experiment = { ...smallData, backbone: { ...smallData.backbone, width: 256 } as Experiment["backbone"] };

const fitOf = (experiment: Experiment, site: string, branch: BranchConfig) =>
  branchFit(experiment, trunkNetwork(experiment), site, branch);

test("a head that fits is simply built", () => {
  expect(fitOf(smallData, "s1b1", fc)).toEqual({ kind: "fits" });
  expect(fitOf(smallData, "s1b1", aux)).toEqual({ kind: "fits" });
});

test("the auxiliary pool shrinks with the map, and says to what", () => {
  // 16, 8 and 4 px after the stages.
  expect(fitOf(smallData, "s2b1", aux)).toEqual({ kind: "fits" });
  expect(fitOf(smallData, "s3b1", aux)).toEqual({ kind: "smallerPool", pool: 4, wanted: 5 });
});

test("a head that would be absurdly large is refused with the reason that building it gives", () => {
  const large: Experiment = { ...wide, dataset: { ...wide.dataset, size: "32" } as Experiment["dataset"] };
  const fit = fitOf(large, "s1b1", fc);
  expect(fit).toMatchObject({ kind: "refused" });
  const arm = {
    label: "",
    method: { kind: "dsl", factor: 1 } as const,
    forks: [{ site: "s1b1", branch: fc, weight: 1 }],
  };
  const build = () => armNetwork(large, arm);
  expect(said(build)).toMatch(/choose a head that pools/);
  expect(fit.kind === "refused" && buildText(fit.why)).toMatch(/262144 values .* choose a head that pools/);
});

test("every design fits the default experiment's forks, or says how", () => {
  for (const [kind, design] of Object.entries(branches)) {
    const branch = { kind, ...initialValues(design.fields) } as BranchConfig;
    for (const site of ["input", "stem", "s1b1", "s2b1", "s3b1"]) {
      expect(fitOf(smallData, site, branch).kind, `${kind} at ${site}`).not.toBe("refused");
    }
  }
});
