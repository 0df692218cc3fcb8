import { describe, expect, test } from "vitest";
import { channelsAfter, strideOf, type BlockSpec } from "../../graph/blocks/block";
import { placeOf, type BackboneSpec } from "../../graph/spec";
import { initialValues } from "../../schema/field";
import { dhm } from "./dhm";

const basic = (filters: number, stride = 1): BlockSpec => ({ op: "basic", filters, stride, shortcut: "A" });
/** Three stages of 4, 5 and 3 blocks. */
const backbone: BackboneSpec = {
  stem: [{ op: "unit", filters: 8, kernel: 3, stride: 1, activation: "relu" }],
  stages: [
    Array.from({ length: 4 }, () => basic(8)),
    [basic(16, 2), ...Array.from({ length: 4 }, () => basic(16))],
    [basic(32, 2), basic(32), basic(32)],
  ],
  finalNorm: false,
};

/** `s2: 16/2 16 16`: stage, then filters and stride of every block. */
function branchAt(site: string, values: Partial<Parameters<typeof dhm.expand>[1]>): readonly string[] {
  const context = { backbone, place: placeOf(backbone, site), channels: 0 };
  const { stages } = dhm.expand(context, { ...initialValues(dhm.fields), ...values });
  return stages.map(({ stage, blocks }) => {
    const shown = blocks.map(
      (block) => `${channelsAfter(block, 0)}${strideOf(block) > 1 ? `/${strideOf(block)}` : ""}`,
    );
    return `${stage}: ${shown.join(" ")}`;
  });
}

describe("light: half the blocks, rounded up, main widths", () => {
  test.each([
    ["s1b4", ["s2: 16/2 16 16", "s3: 32/2 32"]],
    ["s2b5", ["s3: 32/2 32"]],
    ["s3b3", []],
  ])("after %s", (site, stages) => {
    expect(branchAt(site, {})).toEqual(stages);
  });

  test("a fork inside a stage skips the stage's remaining blocks", () => {
    expect(branchAt("s1b2", {})).toEqual(branchAt("s1b4", {}));
    expect(branchAt("s2b1", {})).toEqual(["s3: 32/2 32"]);
    expect(branchAt("s3b1", {})).toEqual([]);
  });

  test("a fork after the stem has a stage 1 of its own, one at the input a stem, too", () => {
    expect(branchAt("stem", {})).toEqual(["s1: 8 8", "s2: 16/2 16 16", "s3: 32/2 32"]);
    expect(branchAt("input", {})).toEqual(["stem: 8", "s1: 8 8", "s2: 16/2 16 16", "s3: 32/2 32"]);
  });
});

describe("published: all blocks, half in the last stage; the latest branch is twice as wide", () => {
  test.each([
    ["s1b4", ["s2: 16/2 16 16 16 16", "s3: 32/2 32"]],
    ["s2b5", ["s3: 64/2 64 64"]],
    ["stem", ["s1: 8 8 8 8", "s2: 16/2 16 16 16 16", "s3: 32/2 32"]],
  ])("after %s", (site, stages) => {
    expect(branchAt(site, { rule: "published" })).toEqual(stages);
  });

  test("ignores the settings of the custom size", () => {
    expect(branchAt("s1b4", { rule: "published", blocks: [1], width: 4 })).toEqual(
      branchAt("s1b4", { rule: "published" }),
    );
  });
});

describe("custom: own blocks and width", () => {
  test.each<[string, readonly number[], number, readonly string[]]>([
    ["s1b4", [], 1, ["s2: 16/2 16 16 16 16", "s3: 32/2 32 32"]],
    ["s1b4", [1], 1, ["s2: 16/2", "s3: 32/2"]],
    ["s1b4", [2, 1], 0.5, ["s2: 8/2 8", "s3: 16/2"]],
    ["s1b4", [2, 1, 9], 1, ["s2: 16/2 16", "s3: 32/2"]],
    // More blocks than the main path has: the pattern goes on.
    ["s2b5", [5], 2, ["s3: 64/2 64 64 64 64"]],
    // The own stage 1 of a fork after the stem keeps the main width.
    ["stem", [1, 2], 2, ["s1: 8", "s2: 32/2 32", "s3: 64/2 64"]],
    // Half of a width that does not divide is rounded, and never below one channel.
    ["s2b5", [1], 0.25, ["s3: 8/2"]],
  ])("after %s, blocks %o, width × %d", (site, blocks, width, stages) => {
    expect(branchAt(site, { rule: "custom", blocks, width })).toEqual(stages);
  });

  test("a stage of one strided block goes on with stride 1", () => {
    const short = { ...backbone, stages: [[basic(8)], [basic(16, 2)]] };
    const context = { backbone: short, place: placeOf(short, "s1b1"), channels: 8 };
    const { stages } = dhm.expand(context, { rule: "custom", blocks: [3], width: 1 });
    expect(stages[0]?.blocks.map(strideOf)).toEqual([2, 1, 1]);
  });
});
