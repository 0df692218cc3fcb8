import { describe, expect, it } from "vitest";
import { backbones, type BackboneConfig } from "../../catalog/backbones";
import type { BranchConfig } from "../../catalog/branches";
import type { Experiment } from "../../experiment/experiment";
import { dhmArm, dsnArm, plainArm, smallData } from "../../experiment/presets";
import { initialValues } from "../../schema/field";
import { networksOf } from "../../experiment/networks";
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

/** Every family with a fork after each stage, in both ways to supervise. */
function forkedEverywhere(kind: keyof typeof backbones): Experiment {
  const backbone = { kind, ...initialValues(backbones[kind].fields) } as BackboneConfig;
  const ends = networksOf({ ...smallData, backbone, arms: [plainArm()] }).trunk?.sites.filter(
    ({ id, stageEnd }) => stageEnd && id !== "input" && id !== "stem",
  );
  const sites = (ends ?? []).slice(0, -1).map(({ id }) => id);
  return { ...smallData, backbone, arms: [dsnArm(...sites), dhmArm(1, ...sites)] };
}

/** Places to click on are 24 px from each other, and their fork lines do not fall together. */
function expectApart(sites: DiagramLayout["sites"]): void {
  sites.slice(1).forEach(({ x }, index) => expect(x).toBeGreaterThan((sites[index]?.x ?? 0) + 5));
  for (const [index, one] of sites.entries()) {
    for (const other of sites.slice(index + 1)) {
      expect(Math.max(other.x - one.x, Math.abs(other.dy - one.dy))).toBeGreaterThanOrEqual(24);
    }
  }
}

const deep = (depth: number): Experiment => ({ ...smallData, backbone: { ...smallData.backbone, depth } as never });

describe("the diagram's layout", () => {
  it("draws each branch in its true shape", () => {
    const { lanes } = layoutOf(smallData);
    expect(
      lanes.map(({ branch, nodes }) => `${branch} ${nodes.map(({ kind, stage }) => `${kind}:${stage}`).join(" ")}`),
    ).toEqual(["s1b1 pooled:head", "s2b1 pooled:head", "s1b1 copy:s2 copy:s3 pooled:head", "s2b1 copy:s3 pooled:head"]);
  });

  it("draws nothing but its classifier for a head that only watches", () => {
    const { lanes } = layoutOf({ ...smallData, arms: [plainArm("s1b1", "s2b1")] });
    expect(lanes.map(({ observer, nodes }) => [observer, nodes.map(({ kind }) => kind)])).toEqual([
      [true, ["pooled"]],
      [true, ["pooled"]],
    ]);
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
        expectApart(sites);
        expect(mainHead.x + mainHead.width).toBeLessThan(headX);
        expect(headX).toBeLessThan(labelX);
        expect(width).toBeGreaterThanOrEqual(room);
      }
    }
  });

  it("keeps every part of every family apart, and all stages within a usual window", () => {
    for (const [kind, entry] of Object.entries(backbones)) {
      const backbone = { kind, ...initialValues(entry.fields) } as BackboneConfig;
      const { stages, sites, mainHead, headX, width } = layoutOf({ ...smallData, backbone, arms: [plainArm()] }, 1130);
      stages.slice(1).forEach((box, index) => {
        const before = stages[index];
        expect(box.x).toBeGreaterThan((before?.x ?? 0) + (before?.width ?? 0));
      });
      expectApart(sites);
      expect(mainHead.x + mainHead.width).toBeLessThan(headX);
      expect({ kind, width }).toEqual({ kind, width: 1130 });
    }
  });

  it("draws skips past the stages that they pass, to the place behind the fork before", () => {
    const backbone = { kind: "skipnet", ...initialValues(backbones.skipnet.fields) } as const;
    const { skips, stages, sites, trunkY } = layoutOf({ ...smallData, backbone, arms: [plainArm()] });
    const xOf = (site: string): number => sites.find((point) => point.site === site)?.x ?? 0;
    expect(skips.map(({ into, y }) => [into, Math.sign(y - trunkY)])).toEqual([
      ["s3", -1],
      ["s4", 1],
    ]);
    skips.forEach(({ into, fromX, toX }, index) => {
      const end = stages.find(({ stage }) => stage === into)?.x ?? 0;
      expect(fromX).toBeLessThan(xOf("stem"));
      expect(toX).toBeGreaterThan(xOf(index === 0 ? "s2b3" : "s3b4"));
      expect(toX).toBeLessThan(end);
    });
    expect(layoutOf(smallData).skips).toEqual([]);
  });

  it("shows every family whole, heads and all, on a desktop and on a tablet", () => {
    for (const kind of Object.keys(backbones) as (keyof typeof backbones)[]) {
      const experiment = forkedEverywhere(kind);
      for (const room of [1082, 950])
        expect({ kind, width: layoutOf(experiment, room).width }).toEqual({ kind, width: room });
    }
  });

  it("keeps skips clear of stages and of the branches' boxes", () => {
    const { skips, lanes, trunkY, boxHeight } = layoutOf(forkedEverywhere("skipnet"), 950);
    expect(skips).toHaveLength(2);
    for (const { y } of skips) {
      expect(Math.abs(y - trunkY)).toBeGreaterThanOrEqual(boxHeight / 2 + 5);
      // A branch's box is 26 px high.
      for (const lane of lanes) expect(Math.abs(lane.y - y)).toBeGreaterThanOrEqual(13 + 8);
    }
  });

  it("says what the main head consists of", () => {
    const kinds = (["resnet", "mobilenetV2"] as const).map((kind) => {
      const backbone = { kind, ...initialValues(backbones[kind].fields) } as BackboneConfig;
      return layoutOf({ ...smallData, backbone, arms: [plainArm()] }).mainHead.kind;
    });
    expect(kinds).toEqual(["pooled", "convLinear"]);
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
