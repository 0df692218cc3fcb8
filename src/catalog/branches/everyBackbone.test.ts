import { describe, expect, test } from "vitest";
import { channelsAt, expandNetwork } from "../../graph/expandNetwork";
import { ShapeError } from "../../graph/shape";
import { placeOf, type ForkSpec } from "../../graph/spec";
import { initialValues } from "../../schema/field";
import { backbones } from "../backbones";
import type { AnyBackbone } from "../backbones/backbone";
import type { AnyBranchDesign } from "./branchDesign";
import { branches } from ".";
import { buildText } from "../../ui/words/issueWords";

const designs: readonly [string, AnyBranchDesign][] = Object.entries(branches);
const trunks: readonly [string, AnyBackbone][] = Object.entries(backbones);

/** Designs with all their usual settings. */
const variants = designs.flatMap(([kind, design]) => {
  const initial = initialValues(design.fields);
  const aliases = Object.values(design.aliases).map(({ values }) => ({ ...initial, ...values }));
  return (aliases.length === 0 ? [initial] : aliases).map((values) => ({ kind, design, values }));
});

describe.each(trunks)("%s", (_, entry) => {
  const backbone = entry.expand(initialValues(entry.fields));

  test.each([
    [32, [32, 32, 3]],
    [16, [16, 16, 3]],
  ])("takes every branch design at every site, on %d px, or says why not", (__, input) => {
    const sites = expandNetwork(backbone, input, 20, []).sites;
    let built = 0;
    for (const { id: site } of sites) {
      for (const { kind, design, values } of variants) {
        const branch = design.expand(
          { backbone, place: placeOf(backbone, site), channels: channelsAt(backbone, input, site) },
          values,
        );
        const fork: ForkSpec = { id: site, site, branch, observer: false };
        try {
          const graph = expandNetwork(backbone, input, 20, [fork]);
          const head = graph.heads[1];
          expect(graph.nodes.find(({ name }) => name === head?.logits)?.shape).toEqual([20]);
          built += 1;
        } catch (error) {
          // A classifier on a whole large map would be absurdly large: that alone may be refused, with what to do.
          if (!(error instanceof ShapeError) || kind !== "fc") throw error;
          expect(buildText(error.fault)).toMatch(/more than 4194304; fork later, use smaller images/);
        }
      }
    }
    expect(built).toBeGreaterThanOrEqual(sites.length * (variants.length - 1));
  });

  test("a fork at the input is a second network of the same size", () => {
    const input = [32, 32, 3];
    const branch = branches.dhm.expand(
      { backbone, place: placeOf(backbone, "input"), channels: 3 },
      { ...initialValues(branches.dhm.fields), rule: "custom" },
    );
    const graph = expandNetwork(backbone, input, 20, [{ id: "input", site: "input", branch, observer: false }]);
    const shapes = (id: string): readonly string[] =>
      graph.parameters.filter((parameter) => parameter.branch === id).map(({ shape }) => shape.join("×"));
    expect(shapes("input").toSorted()).toEqual(shapes("main").toSorted());
  });
});

test("a DenseNet's branch from inside a stage has the transition that it misses", () => {
  const { densenet, dhm } = { ...backbones, ...branches };
  const backbone = densenet.expand({ ...initialValues(densenet.fields), depth: 13 });
  const opsAt = (site: string): readonly string[] =>
    dhm
      .expand({ backbone, place: placeOf(backbone, site), channels: 0 }, initialValues(dhm.fields))
      .stages.map(({ stage, blocks }) => `${stage}: ${blocks.map(({ op }) => op).join(" ")}`);
  expect(opsAt("s1b3")).toEqual(["s2: transition denseLayer denseLayer transition", "s3: denseLayer denseLayer"]);
  expect(opsAt("s1b4")).toEqual(["s2: denseLayer denseLayer transition", "s3: denseLayer denseLayer"]);
  expect(opsAt("s3b2")).toEqual([]);
});

test("in a pre-activation trunk every head reads normalised values, whatever stands first in the branch", () => {
  const backbone = backbones.wideResnet.expand(initialValues(backbones.wideResnet.fields));
  const first = (design: AnyBranchDesign, site: string): readonly string[] => {
    const channels = channelsAt(backbone, [16, 16, 3], site);
    const context = { backbone, place: placeOf(backbone, site), channels };
    const branch = design.expand(context, initialValues(design.fields));
    const graph = expandNetwork(backbone, [16, 16, 3], 20, [{ id: "b", site, branch, observer: false }]);
    return graph.nodes.filter((node) => node.branch === "b").map(({ primitive }) => primitive.op);
  };
  for (const kind of ["gap", "aux", "conv", "projection", "dhm"] as const) {
    expect([kind, first(branches[kind] as AnyBranchDesign, "s1b1")[0]]).toEqual([kind, "batchNorm"]);
  }
  // One norm before the strided convolution of the conv head, one after it, and none again before its pooling.
  expect(first(branches.conv as AnyBranchDesign, "s1b1")).toEqual([
    "batchNorm",
    "conv",
    "batchNorm",
    "globalMean",
    "dense",
  ]);
  // The picture is no raw sum.
  expect(first(branches.gap as AnyBranchDesign, "input")[0]).toBe("globalMean");
});
