import { describe, expect, test } from "vitest";
import { backbones, type BackboneConfig } from "../catalog/backbones";
import { initialValues } from "../schema/field";
import { plainArm, smallData } from "./presets";
import { validate } from "./validate";
import { whatText } from "../ui/words/issueWords";

/** What the form, a link and the command line say to a backbone on 16 px images. */
const messages = (backbone: BackboneConfig): readonly string[] =>
  validate({ ...smallData, backbone, arms: [plainArm()] })
    .filter(({ blocking }) => blocking)
    .map(({ path, what }) => `${path}: ${whatText(what)}`);

const config = <K extends keyof typeof backbones>(kind: K, values: object): BackboneConfig =>
  ({ kind, ...initialValues(backbones[kind].fields), ...values }) as never;

describe("a trunk that cannot be built is refused with the reason and what would be right", () => {
  test.each(Object.keys(backbones) as (keyof typeof backbones)[])("%s with its initial settings is not", (kind) => {
    expect(messages(config(kind, {}))).toEqual([]);
  });

  test.each([
    ["resnet", { depth: 21, block: "bottleneck" }, "backbone.depth: expected 9n + 2 such as 20 or 29, got 21"],
    ["resnet", { depth: 8, block: "bottleneck" }, "backbone.depth: expected 9n + 2 such as 11, got 8"],
    ["resnet", { depth: 1202, block: "bottleneck" }, "backbone.depth: expected 9n + 2 such as 1199, got 1202"],
    ["wideResnet", { depth: 17 }, "backbone.depth: expected 6n + 4 such as 16 or 22, got 17"],
    ["densenet", { depth: 41 }, "backbone.depth: expected 3n + 4 such as 40 or 43, got 41"],
    ["densenet", { depth: 13, bottleneck: true }, "backbone.depth: expected 6n + 4 such as 10 or 16, got 13"],
    ["plainNet", { depth: 9 }, "backbone.depth: expected 6n + 2 such as 8 or 14, got 9"],
    ["vgg", { blocks: [] }, 'backbone.blocks: expected at least two convolutions such as 2 or 1.1, got "-"'],
    [
      "resnetImagenet",
      { blocks: [1, 1, 1, 1, 1, 1] },
      "arms[0]: s6b1: stride 2 does not fit on a map of 1×1; use larger images or fewer strided stages",
    ],
    [
      "vgg",
      { blocks: [1, 1, 1, 1, 1, 1] },
      "arms[0]: s5b1: stride 2 does not fit on a map of 1×1; use larger images or fewer strided stages",
    ],
    [
      "skipnet",
      { images: "large" },
      "arms[0]: s5b1: stride 2 does not fit on a map of 1×1; use larger images or fewer strided stages",
    ],
  ] as const)("%s %o", (kind, values, message) => {
    expect(messages(config(kind, values))).toEqual([message]);
  });
});
