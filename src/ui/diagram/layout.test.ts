import { describe, expect, it } from "vitest";
import type { BranchConfig } from "../../catalog/branches";
import type { Experiment } from "../../experiment/experiment";
import { dhmArm, dsnArm, smallData } from "../../experiment/presets";
import { networksOf } from "../../runs/networks";
import { layoutDiagram, type DiagramLayout } from "./layout";

function layoutOf(experiment: Experiment, room = 1082): DiagramLayout {
  const { trunk, arms } = networksOf(experiment);
  if (trunk === undefined) throw new Error("no trunk");
  return layoutDiagram(
    trunk,
    arms.flatMap((network, index) => (network === undefined ? [] : [{ index, network }])),
    room,
  );
}

const deep = (depth: number): Experiment => ({ ...smallData, backbone: { ...smallData.backbone, depth } as never });

describe("the diagram's layout", () => {
  it("draws each branch in its true shape", () => {
    const { lanes } = layoutOf(smallData);
    expect(
      lanes.map(({ branch, nodes }) => `${branch} ${nodes.map(({ kind, stage }) => `${kind}:${stage}`).join(" ")}`),
    ).toEqual(["s1b1 pooled:head", "s2b1 pooled:head", "s1b1 copy:s2 copy:s3 pooled:head", "s2b1 copy:s3 pooled:head"]);
  });

  it("names a branch that is no copy after what it consists of", () => {
    const shapes = (branch: BranchConfig): readonly string[] => {
      const forks = ["s1b1", "s3b1"].map((site) => ({ site, branch, weight: 1 }));
      const { lanes } = layoutOf({ ...smallData, arms: [{ ...dsnArm(), forks }] });
      return lanes.map(({ nodes }) => nodes.map(({ kind, stage }) => `${kind}:${stage}`).join(" "));
    };
    expect(shapes({ kind: "fc" })).toEqual(["flat:head", "flat:head"]);
    expect(shapes({ kind: "aux", channels: 8, hidden: 8, dropout: 0.5 })).toEqual([
      "convLinear:head",
      "convLinear:head",
    ]);
    expect(shapes({ kind: "conv", width: 2 })).toEqual(["convLinear:head", "convLinear:head"]);
    expect(shapes({ kind: "projection" })).toEqual(["separable:s2 separable:s3 probe:head", "probe:head"]);
  });

  it("puts the first arm above the trunk and the second below, earlier forks further out", () => {
    const { lanes, trunkY, mains } = layoutOf(smallData);
    const [a1, a2, b1, b2] = lanes.map(({ y }) => y - trunkY);
    expect([a1, a2, b2, b1].map((y) => y ?? 0)).toEqual([a1, a2, b2, b1].map((y) => y ?? 0).sort((x, y) => x - y));
    expect(mains.map(({ y }) => Math.sign(y - trunkY))).toEqual([-1, 1]);
  });

  it("keeps every part apart from its neighbours at all widths and depths", () => {
    for (const room of [760, 900, 1082, 1600]) {
      for (const depth of [8, 20, 32, 56]) {
        const { stages, sites, mainHead, headX, labelX, width } = layoutOf(deep(depth), room);
        stages.slice(1).forEach((box, index) => {
          const before = stages[index];
          expect(box.x).toBeGreaterThan((before?.x ?? 0) + (before?.width ?? 0));
        });
        const xs = sites.map(({ x }) => x);
        xs.slice(1).forEach((x, index) => expect(x - (xs[index] ?? 0)).toBeGreaterThanOrEqual(24));
        expect(mainHead.x + mainHead.width).toBeLessThan(headX);
        expect(headX).toBeLessThan(labelX);
        expect(width).toBeGreaterThanOrEqual(room);
      }
    }
  });

  it("has a place for as many branches as an arm may have", () => {
    const sites = ["input", "stem", "s1b1", "s2b1", "s3b1"];
    const { lanes, height, trunkY, boxHeight } = layoutOf({
      ...smallData,
      arms: [dsnArm(...sites), dhmArm(1, ...sites)],
    });
    expect(lanes).toHaveLength(10);
    for (const { y } of lanes) {
      expect(y).toBeGreaterThan(12);
      expect(y).toBeLessThan(height - 12);
      expect(Math.abs(y - trunkY)).toBeGreaterThan(boxHeight / 2 + 12);
    }
  });
});
