import { describe, expect, test } from "vitest";
import { costByBranch, costOf, nodeMultiplyAdds } from "../../graph/cost";
import { expandNetwork } from "../../graph/expandNetwork";
import type { NetworkGraph } from "../../graph/networkGraph";
import { placeOf, type ForkSpec } from "../../graph/spec";
import { ConfigError } from "../../schema/configError";
import { initialValues } from "../../schema/field";
import { branches } from "../branches";
import { resnet } from "./resnet";
import { said } from "../../ui/words/testing/said";

interface Branch {
  readonly site: string;
  readonly rule: "light" | "published" | "custom";
  readonly blocks?: readonly number[];
  readonly width?: number;
}

/** A CIFAR ResNet with DHM branches. */
function network(
  { depth, width = 16, size = 32, classes = 100 }: { depth: number; width?: number; size?: number; classes?: number },
  ...wanted: readonly Branch[]
): NetworkGraph {
  const backbone = resnet.expand({ ...initialValues(resnet.fields), depth, width });
  const forks = wanted.map(({ site, ...values }): ForkSpec => ({
    id: site,
    site,
    branch: branches.dhm.expand(
      { backbone, place: placeOf(backbone, site), channels: 0 },
      { ...initialValues(branches.dhm.fields), ...values },
    ),
    observer: false,
  }));
  return expandNetwork(backbone, [size, size, 3], classes, forks);
}

const parameters = (graph: NetworkGraph, branch: string) => costByBranch(graph).get(branch)?.parameters;

/** Published configurations, counted independently: 32 px images, 100 classes. */
const published = [
  {
    depth: 32,
    main: 470_004,
    early: { site: "s1b5", rule: "custom", blocks: [5, 3], parameters: 298_212, trunk: 23_824 },
    late: { site: "s2b5", rule: "custom", blocks: [5], width: 2, parameters: 1_379_428, trunk: 112_016 },
  },
  {
    depth: 110,
    main: 1_733_812,
    early: { site: "s1b18", rule: "custom", blocks: [9, 9], parameters: 816_356, trunk: 84_560 },
    late: { site: "s2b18", rule: "custom", blocks: [18], width: 2, parameters: 5_219_940, trunk: 414_032 },
  },
  {
    depth: 1202,
    main: 19_427_124,
    early: { site: "s1b200", rule: "custom", blocks: [100, 100], parameters: 9_237_860, trunk: 934_864 },
    late: { site: "s2b200", rule: "custom", blocks: [200], width: 2, parameters: 58_987_108, trunk: 4_642_256 },
  },
] as const;

describe.each(published)("ResNet-$depth as the authors of DHM built it", ({ depth, main, early, late }) => {
  const graph = network({ depth }, early, late);

  test("has the published numbers of parameters", () => {
    expect(parameters(graph, "main")).toBe(main);
    expect(parameters(graph, early.site)).toBe(early.parameters);
    expect(parameters(graph, late.site)).toBe(late.parameters);
  });

  test("shares the published part of its trunk", () => {
    const upTo = (...stages: readonly string[]) =>
      costOf(graph, ({ branch, stage }) => branch === "main" && stages.includes(stage)).parameters;
    expect(upTo("stem", "s1")).toBe(early.trunk);
    expect(upTo("stem", "s1", "s2")).toBe(late.trunk);
  });
});

test("the rule called published gives ResNet-32's branches", () => {
  const graph = network({ depth: 32 }, { site: "s1b5", rule: "published" }, { site: "s2b5", rule: "published" });
  expect(parameters(graph, "s1b5")).toBe(298_212);
  expect(parameters(graph, "s2b5")).toBe(1_379_428);
});

test("with ten classes the main path is the one of the literature", () => {
  const millions = [32, 110].map((depth) => (parameters(network({ depth, classes: 10 }), "main") ?? 0) / 1e6);
  expect(millions.map((value) => value.toFixed(3))).toEqual(["0.464", "1.728"]);
});

/** Forward work in MFLOP of the convolutions, two per multiply-add, as measured for the reference runs. */
const work = (graph: NetworkGraph, ...wanted: readonly string[]): string => {
  let sum = 0;
  for (const node of graph.nodes) {
    if (node.primitive.op === "conv" && wanted.includes(node.branch)) sum += nodeMultiplyAdds(graph, node);
  }
  return ((2 * sum) / 1e6).toFixed(sum > 5e7 ? 0 : 1);
};

test.each([
  { size: 16, n: 1, width: 8, plain: "1.6", same: "2.9" },
  { size: 16, n: 1, width: 16, plain: "6.1", same: "11.4" },
  { size: 16, n: 2, width: 16, plain: "13.2", same: "25.6", single: "18.5" },
  { size: 16, n: 3, width: 16, plain: "20.3", same: "39.7", single: "25.6" },
  { size: 24, n: 1, width: 16, plain: "13.8", same: "25.7" },
  { size: 24, n: 3, width: 16, plain: "45.6", same: "89.4", single: "57.6" },
  { size: 32, n: 1, width: 16, plain: "24.5", same: "45.7" },
  { size: 32, n: 3, width: 16, plain: "81.1", same: "159", single: "102" },
])("$size px, n = $n, width $width: $plain MFLOP plain, $same with branches", ({ size, n, width, ...expected }) => {
  const at = (blocks: readonly number[]) => {
    const custom = { rule: "custom", blocks } as const;
    const graph = network(
      { depth: 6 * n + 2, width, size, classes: 20 },
      { site: `s1b${n}`, ...custom },
      { site: `s2b${n}`, ...custom },
    );
    return { plain: work(graph, "main"), all: work(graph, "main", `s1b${n}`, `s2b${n}`) };
  };
  expect(at([n])).toEqual({ plain: expected.plain, all: expected.same });
  if (expected.single !== undefined) expect(at([1]).all).toBe(expected.single);
});

test.each([
  [9, "backbone.depth: expected 6n + 2 such as 8 or 14, got 9"],
  [21, "backbone.depth: expected 6n + 2 such as 20 or 26, got 21"],
  [1201, "backbone.depth: expected 6n + 2 such as 1196 or 1202, got 1201"],
])("a depth of %d is refused with its neighbours", (depth, message) => {
  const expand = () => resnet.expand({ ...initialValues(resnet.fields), depth });
  expect(expand).toThrow(ConfigError);
  expect(said(expand)).toContain(message);
});

test("the default is ResNet-8: three blocks at 16, 32 and 64 channels", () => {
  const { stem, stages, finalNorm } = resnet.expand(initialValues(resnet.fields));
  expect(stem).toEqual([{ op: "unit", filters: 16, kernel: 3, stride: 1, activation: "relu" }]);
  expect(stages.flat()).toEqual([
    { op: "basic", filters: 16, stride: 1, shortcut: "A" },
    { op: "basic", filters: 32, stride: 2, shortcut: "A" },
    { op: "basic", filters: 64, stride: 2, shortcut: "A" },
  ]);
  expect(finalNorm).toBe(false);
  expect(resnet.name(initialValues(resnet.fields))).toBe("ResNet-8, width 16");
});
