import { describe, expect, test } from "vitest";
import type { BlockSpec } from "./blocks/block";
import { expandNetwork } from "./expandNetwork";
import { ancestors, pathParameters, sharedParameters, sharedStages } from "./sharedPath";
import { branchIds, type BackboneSpec, type BranchSpec } from "./spec";

const basic = (filters: number, stride = 1): BlockSpec => ({ op: "basic", filters, stride, shortcut: "A" });
const backbone: BackboneSpec = {
  stem: [{ op: "unit", filters: 4, kernel: 3, stride: 1, activation: "relu" }],
  stages: [
    [basic(4), basic(4)],
    [basic(8, 2), basic(8)],
  ],
  finalNorm: false,
};
const pooled: BranchSpec = { design: "pooled", stages: [], head: { kind: "pooledLinear" }, tap: "output" };
const sites = ["input", "stem", "s1b1", "s2b1", "s1b1"];
const ids = branchIds(sites);
const graph = expandNetwork(
  backbone,
  [8, 8, 3],
  5,
  // The branch at s2b1 only observes: what it would share still counts.
  sites.map((site, index) => ({ id: ids[index] ?? site, site, branch: pooled, observer: site === "s2b1" })),
);
const names = (a: string, b: string): readonly string[] => sharedParameters(graph, a, b).map(({ name }) => name);
const stem = ["stem.conv.kernel", "stem.norm.gamma", "stem.norm.beta"];
const block = (path: string): readonly string[] =>
  [1, 2].flatMap((index) => [`${path}.conv${index}.kernel`, `${path}.norm${index}.gamma`, `${path}.norm${index}.beta`]);

describe("sharedParameters", () => {
  test("is everything up to the fork, and nothing after it", () => {
    expect(names("main", "s1b1")).toEqual([...stem, ...block("s1b1")]);
    expect(names("main", "stem")).toEqual(stem);
    expect(names("main", "s2b1")).toEqual([...stem, ...block("s1b1"), ...block("s1b2"), ...block("s2b1")]);
  });

  test("is empty for a fork at the input: two networks", () => {
    expect(names("main", "input")).toEqual([]);
    expect(names("input", "s1b1")).toEqual([]);
    expect(sharedStages(graph, "main", "input")).toEqual([]);
  });

  test("stops at the earlier fork of two branches", () => {
    expect(names("s1b1", "s2b1")).toEqual([...stem, ...block("s1b1")]);
    expect(names("stem", "s2b1")).toEqual(stem);
    expect(names("s1b1", "s1b1.2")).toEqual([...stem, ...block("s1b1")]);
  });

  test("is symmetric, and its own path for a head with itself", () => {
    for (const a of graph.heads) {
      for (const b of graph.heads) expect(names(a.branch, b.branch)).toEqual(names(b.branch, a.branch));
    }
    expect(names("main", "main")).toEqual(pathParameters(graph, "main").map(({ name }) => name));
    expect(names("main", "main")).toEqual(
      graph.parameters.filter(({ branch }) => branch === "main").map(({ name }) => name),
    );
  });

  test("is empty for a branch that does not exist", () => {
    expect(names("main", "s9b9")).toEqual([]);
  });
});

test("sharedStages lists the stages in order, a started stage included", () => {
  expect(sharedStages(graph, "main", "s1b1")).toEqual(["stem", "s1"]);
  expect(sharedStages(graph, "main", "s2b1")).toEqual(["stem", "s1", "s2"]);
  expect(sharedStages(graph, "s2b1", "stem")).toEqual(["stem"]);
});

test("a branch's path is its own part and the trunk up to its fork", () => {
  expect(pathParameters(graph, "s1b1.2").map(({ name }) => name)).toEqual([
    ...stem,
    ...block("s1b1"),
    "branch.s1b1.2.head.dense.weight",
    "branch.s1b1.2.head.dense.bias",
  ]);
});

test("ancestors of a block are its two ways, conv and shortcut", () => {
  expect([...ancestors(graph, "s1b1.sum")].sort()).toEqual(
    ["input", "stem.conv", "stem.norm", "s1b1.conv1", "s1b1.norm1", "s1b1.conv2", "s1b1.norm2", "s1b1.sum"].sort(),
  );
  expect([...ancestors(graph, "input")]).toEqual(["input"]);
});
