import { describe, expect, test } from "vitest";
import { channelsAfter } from "../../graph/blocks/block";
import { costByBranch } from "../../graph/cost";
import { channelsAt, expandNetwork } from "../../graph/expandNetwork";
import type { NetworkGraph } from "../../graph/networkGraph";
import { placeOf, type BackboneSpec } from "../../graph/spec";
import { backbones } from "../backbones";
import type { AnyBranchDesign } from "./branchDesign";
import { branches } from ".";

/** Blocks of 16, 32 and 64 channels at 32, 16 and 8 px. */
const backbone = backbones.resnet.expand({ depth: 8, width: 16, shortcut: "A", block: "basic" });
const input = [32, 32, 3];
const classes = 20;
const auxiliary = { channels: 128, hidden: 1024, dropout: 0.7 };

function forked(design: AnyBranchDesign, values: object, site: string, trunk: BackboneSpec = backbone): NetworkGraph {
  const context = { backbone: trunk, place: placeOf(trunk, site), channels: channelsAt(trunk, input, site) };
  const branch = design.expand(context, values);
  return expandNetwork(trunk, input, classes, [{ id: site, site, branch, observer: false }]);
}

const classifier = (features: number): number => features * classes + classes;
/** Depthwise 3×3, 1×1 and batch norm, twice. */
const separable = (from: number, to: number): number => 9 * from + from ** 2 + 2 * from + 9 * from + from * to + 2 * to;
/** 1×1 convolution with batch norm, then the hidden layer on what the pool left. */
const hiddenLayer = (channels: number, pooled: number): number =>
  channels * 128 + 256 + pooled ** 2 * 128 * 1024 + 1024 + classifier(1024);

describe("parameters of a branch", () => {
  test.each([
    ["gap", {}, "s1b1", classifier(16)],
    ["fc", {}, "s1b1", 327_700],
    ["fc", {}, "s2b1", classifier(16 * 16 * 32)],
    ["fc", {}, "s3b1", classifier(8 * 8 * 64)],
    ["aux", auxiliary, "s1b1", hiddenLayer(16, 10)],
    ["aux", auxiliary, "s2b1", hiddenLayer(32, 4)],
    ["aux", auxiliary, "s3b1", hiddenLayer(64, 2)],
    ["aux", { channels: 8, hidden: 16, dropout: 0 }, "s3b1", 64 * 8 + 16 + 4 * 8 * 16 + 16 + classifier(16)],
    ["conv", { width: 2 }, "s1b1", 9 * 16 * 32 + 64 + classifier(32)],
    ["projection", {}, "stem", separable(16, 16) + separable(16, 32) + separable(32, 64) + classifier(64)],
    ["projection", {}, "s1b1", 6_292],
    ["projection", {}, "s2b1", separable(32, 64) + classifier(64)],
    ["projection", {}, "s3b1", classifier(64)],
  ] as const)("%s %o at %s", (kind, values, site, expected) => {
    expect(costByBranch(forked(branches[kind] as AnyBranchDesign, values, site)).get(site)?.parameters).toBe(expected);
  });

  test("GoogLeNet's first auxiliary classifier, as published but for the batch norm", () => {
    const trunk: BackboneSpec = {
      stem: [{ op: "unit", filters: 512, kernel: 3, stride: 1, activation: "relu" }],
      stages: [],
      finalNorm: false,
    };
    const place = placeOf(trunk, "stem");
    const branch = branches.aux.expand({ backbone: trunk, place, channels: 512 }, auxiliary);
    const graph = expandNetwork(trunk, [14, 14, 3], 1000, [{ id: "stem", site: "stem", branch, observer: false }]);
    // 512·128, 4·4·128·1024 + 1024 and 1024·1000 + 1000; the paper's convolution has 128 biases where ours has 256 of BN.
    expect(costByBranch(graph).get("stem")?.parameters).toBe(65_536 + 256 + 2_098_176 + 1_025_000);
  });
});

test("the DSN classifier reads the block's sum before its ReLU, the others after", () => {
  const tapOf = (design: AnyBranchDesign, values: object): readonly string[] | undefined =>
    forked(design, values, "s1b1").nodes.find(({ branch }) => branch === "s1b1")?.inputs;
  expect(tapOf(branches.fc as AnyBranchDesign, {})).toEqual(["s1b1.sum.linear"]);
  expect(tapOf(branches.aux as AnyBranchDesign, auxiliary)).toEqual(["s1b1.sum"]);
  expect(tapOf(branches.projection as AnyBranchDesign, {})).toEqual(["s1b1.sum"]);
});

test("projection widths double up to the trunk's last, whatever the trunk's own are", () => {
  const odd = { ...backbone, stages: [backbone.stages[0] ?? [], backbone.stages[1] ?? [], backbone.stages[2] ?? []] };
  const narrow = backbones.resnet.expand({ depth: 8, width: 1, shortcut: "A", block: "basic" });
  const widths = (trunk: BackboneSpec, site: string): readonly number[][] =>
    branches.projection
      .expand({ backbone: trunk, place: placeOf(trunk, site), channels: 16 }, {})
      .stages.map(({ blocks }) => blocks.map((block) => channelsAfter(block, 0)));
  expect(widths(odd, "input")).toEqual([[16], [32], [64]]);
  expect(widths(narrow, "stem")).toEqual([[1], [2], [4]]);
  expect(widths({ ...odd, stages: [] }, "stem")).toEqual([]);
});
