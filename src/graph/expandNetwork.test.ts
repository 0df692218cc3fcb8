import { describe, expect, test } from "vitest";
import type { BlockSpec } from "./blocks/block";
import { channelsAt, expandNetwork } from "./expandNetwork";
import type { NetworkGraph } from "./networkGraph";
import { ancestors } from "./sharedPath";
import { branchIds, placeOf, SiteError, type BackboneSpec, type BranchSpec, type ForkSpec } from "./spec";
import { said } from "../ui/words/testing/said";

const basic = (filters: number, stride = 1): BlockSpec => ({ op: "basic", filters, stride, shortcut: "A" });
const unit = (filters: number, stride = 1): BlockSpec => ({
  op: "unit",
  filters,
  kernel: 3,
  stride,
  activation: "relu",
});

/** Three stages of two, two and one blocks. */
const backbone: BackboneSpec = {
  stem: [unit(4)],
  stages: [[basic(4), basic(4)], [basic(8, 2), basic(8)], [basic(16, 2)]],
  finalNorm: false,
};
const input = [16, 16, 3];

const pooled: BranchSpec = { design: "pooled", stages: [], head: { kind: "pooledLinear" }, tap: "output" };
const deep: BranchSpec = { ...pooled, design: "deep", stages: [{ stage: "s3", blocks: [basic(16, 2), basic(16)] }] };

const forks = (...places: readonly [string, BranchSpec, boolean?][]): readonly ForkSpec[] => {
  const ids = branchIds(places.map(([site]) => site));
  return places.map(([site, branch, observer = false], index) => ({ id: ids[index] ?? site, site, branch, observer }));
};
const expand = (...places: readonly [string, BranchSpec, boolean?][]): NetworkGraph =>
  expandNetwork(backbone, input, 5, forks(...places));

const sites = ["input", "stem", "s1b1", "s1b2", "s2b1", "s2b2", "s3b1"];

/** Everything that any graph must satisfy. */
function checkGraph(graph: NetworkGraph): void {
  const made = new Set<string>();
  for (const node of graph.nodes) {
    for (const name of node.inputs) if (!made.has(name)) expect.fail(`${node.name} runs before its input ${name}`);
    if (made.has(node.name)) expect.fail(`two nodes are called ${node.name}`);
    made.add(node.name);
  }
  const owners = graph.nodes.flatMap((node) => [...node.parameters, ...node.statistics]);
  const declared = [...graph.parameters, ...graph.statistics].map(({ name }) => name);
  expect(new Set(declared).size).toBe(declared.length);
  expect([...owners].sort()).toEqual([...declared].sort());
  expect(graph.heads.map(({ branch }) => branch)).toEqual(expect.arrayContaining(["main"]));
  for (const head of graph.heads)
    for (const name of [head.logits, head.embedding, head.features]) expect(made).toContain(name);
}

describe("the trunk", () => {
  const graph = expand();

  test("has a site at the input, after the stem and after every block", () => {
    expect(
      graph.sites.map(({ id, position, shape, stageEnd, stage }) => [id, position, shape, stageEnd, stage]),
    ).toEqual([
      ["input", -1, [16, 16, 3], true, "input"],
      ["stem", 0, [16, 16, 4], true, "stem"],
      ["s1b1", 1, [16, 16, 4], false, "s1"],
      ["s1b2", 2, [16, 16, 4], true, "s1"],
      ["s2b1", 3, [8, 8, 8], false, "s2"],
      ["s2b2", 4, [8, 8, 8], true, "s2"],
      ["s3b1", 5, [4, 4, 16], true, "s3"],
    ]);
    expect(graph.sites.map(({ id }) => channelsAt(backbone, input, id))).toEqual([3, 4, 4, 4, 8, 8, 16]);
  });

  test("ends in one head", () => {
    checkGraph(graph);
    expect(graph.heads).toEqual([
      {
        branch: "main",
        design: "GAP + linear",
        logits: "main.dense",
        embedding: "main.mean",
        features: "s3b1.sum",
        observer: false,
      },
    ]);
    expect(graph.stages).toEqual(["stem", "s1", "s2", "s3"]);
    expect(graph.nodes.at(-1)).toMatchObject({ name: "main.dense", shape: [5], branch: "main", stage: "head" });
  });

  test("numbers the parts of a longer stem", () => {
    const longer = expandNetwork({ ...backbone, stem: [unit(4), unit(4)] }, input, 5, []);
    expect(longer.parameters.slice(0, 4).map(({ name }) => name)).toEqual([
      "stem1.conv.kernel",
      "stem1.norm.gamma",
      "stem1.norm.beta",
      "stem2.conv.kernel",
    ]);
    expect(longer.sites[1]).toMatchObject({ id: "stem", tensor: "stem2.norm" });
  });

  test("normalises before every head when its family ends in a raw sum", () => {
    const normed = expandNetwork({ ...backbone, finalNorm: true }, input, 5, forks(["s1b2", pooled]));
    checkGraph(normed);
    expect(normed.heads.map(({ features }) => features)).toEqual(["main.norm", "branch.s1b2.head.norm"]);
    expect(
      normed.parameters.filter(({ name }) => name.includes(".norm.gamma")).map(({ name, layer }) => [name, layer]),
    ).toEqual([
      ["stem.norm.gamma", "stem.conv"],
      ["main.norm.gamma", "main.norm"],
      ["branch.s1b2.head.norm.gamma", "branch.s1b2.head.norm"],
    ]);
  });

  test("adds a skip to a stage's input, behind the fork at the end of the stage before", () => {
    const skipped: BackboneSpec = { ...backbone, skips: [{ into: "s2", hidden: 6, kernel: 3 }] };
    const graph = expandNetwork(skipped, input, 5, forks(["s1b2", pooled], ["s2b2", pooled]));
    checkGraph(graph);
    const node = (name: string) => graph.nodes.find((candidate) => candidate.name === name);
    expect(node("s2skip.convExpand")).toMatchObject({ inputs: ["stem.norm"], stage: "s2" });
    expect(node("s2skip.sum")).toMatchObject({ inputs: ["s2skip.normProject", "s1b2.sum"], shape: [16, 16, 4] });
    expect(node("s2b1.conv1")?.inputs).toEqual(["s2skip.sum"]);
    expect(ancestors(graph, graph.heads[1]?.logits ?? "")).not.toContain("s2skip.convExpand");
    expect(ancestors(graph, graph.heads[2]?.logits ?? "")).toContain("s2skip.convExpand");
  });

  test("pools a skip to the map that it joins", () => {
    const graph = expandNetwork({ ...backbone, skips: [{ into: "s3", hidden: 6, kernel: 3 }] }, input, 5, []);
    expect(graph.nodes.find(({ name }) => name === "s3skip.pool")).toMatchObject({ shape: [8, 8, 4], stage: "s3" });
  });

  test("does not stride over a single pixel", () => {
    const deep = { ...backbone, stages: [...backbone.stages, ...[1, 2, 3].map(() => [unit(16, 2)])] };
    expect(said(() => expandNetwork(deep, input, 5, []))).toContain(
      "s6b1: stride 2 does not fit on a map of 1×1; use larger images or fewer strided stages",
    );
  });

  test("stays the same, down to the initial values, whatever forks off it", () => {
    const trunk = (other: NetworkGraph) => ({
      parameters: other.parameters.filter(({ branch }) => branch === "main"),
      statistics: other.statistics.filter(({ branch }) => branch === "main"),
      nodes: other.nodes.filter(({ branch }) => branch === "main"),
    });
    const alone = trunk(graph);
    for (const site of sites) {
      for (const [branch, observer] of [
        [pooled, false],
        [pooled, true],
        [deep, false],
      ] as const) {
        if (branch === deep && site === "s3b1") continue;
        expect(trunk(expand([site, branch, observer]))).toEqual(alone);
      }
    }
    expect(trunk(expand(["s1b1", pooled], ["s1b1", deep], ["s2b2", deep]))).toEqual(alone);
    // The trunk's numbers come first, so that nothing about them depends on what follows.
    expect(expand(["s1b1", deep]).parameters.slice(0, graph.parameters.length)).toEqual(graph.parameters);
  });
});

describe("branches", () => {
  test.each(sites)("can fork at %s", (site) => {
    const graph = expand([site, pooled]);
    checkGraph(graph);
    expect(graph.heads[1]).toMatchObject({ branch: site, site, design: "pooled", observer: false });
    expect(graph.nodes.find(({ name }) => name === `branch.${site}.head.mean`)?.inputs).toEqual([
      graph.sites.find(({ id }) => id === site)?.tensor,
    ]);
  });

  test("carry their own blocks, named after the stage whose place they take", () => {
    const graph = expand(["s2b1", deep]);
    checkGraph(graph);
    const own = graph.nodes.filter(({ branch }) => branch === "s2b1");
    expect(own.map(({ name }) => name)).toEqual([
      "branch.s2b1.s3b1.conv1",
      "branch.s2b1.s3b1.norm1",
      "branch.s2b1.s3b1.conv2",
      "branch.s2b1.s3b1.norm2",
      "branch.s2b1.s3b1.shortcutPool",
      "branch.s2b1.s3b1.shortcutPad",
      "branch.s2b1.s3b1.sum",
      "branch.s2b1.s3b2.conv1",
      "branch.s2b1.s3b2.norm1",
      "branch.s2b1.s3b2.conv2",
      "branch.s2b1.s3b2.norm2",
      "branch.s2b1.s3b2.sum",
      "branch.s2b1.head.mean",
      "branch.s2b1.head.dense",
    ]);
    expect(new Set(own.map(({ stage }) => stage))).toEqual(new Set(["s3", "head"]));
  });

  test("at one site are numbered", () => {
    const graph = expand(["s1b1", pooled], ["s2b1", pooled], ["s1b1", deep], ["s1b1", pooled]);
    checkGraph(graph);
    expect(graph.heads.map(({ branch }) => branch)).toEqual(["main", "s1b1", "s2b1", "s1b1.2", "s1b1.3"]);
    expect(graph.heads.map(({ site }) => site)).toEqual([undefined, "s1b1", "s2b1", "s1b1", "s1b1"]);
  });

  test("that observe stand behind a detach of their own; the trunk does not", () => {
    const graph = expand(["s1b2", deep, true], ["s1b2", pooled]);
    checkGraph(graph);
    const detaches = graph.nodes.filter(({ primitive }) => primitive.op === "detach");
    expect(detaches).toEqual([
      expect.objectContaining({
        name: "branch.s1b2.observe",
        inputs: ["s1b2.sum"],
        branch: "s1b2",
        primitive: { op: "detach", observer: true },
      }),
    ]);
    expect(ancestors(graph, "main.dense")).not.toContain("branch.s1b2.observe");
    expect(ancestors(graph, "branch.s1b2.head.dense")).toContain("branch.s1b2.observe");
    expect(ancestors(graph, "branch.s1b2.2.head.dense")).not.toContain("branch.s1b2.observe");
    expect(graph.heads.map(({ observer }) => observer)).toEqual([false, true, false]);
  });

  test("may tap before the last activation of their block", () => {
    const graph = expand(["s1b2", { ...pooled, tap: "beforeActivation" }], ["s1b2", pooled]);
    checkGraph(graph);
    const input = (branch: string) => graph.nodes.find(({ name }) => name === `branch.${branch}.head.mean`)?.inputs;
    expect(input("s1b2")).toEqual(["s1b2.sum.linear"]);
    expect(input("s1b2.2")).toEqual(["s1b2.sum"]);
    // The parameters do not notice.
    expect(graph.parameters.filter(({ branch }) => branch === "main")).toEqual(expand().parameters);
  });

  test("may tap the input, which has no activation", () => {
    const graph = expand(["input", { ...pooled, tap: "beforeActivation" }]);
    checkGraph(graph);
    expect(graph.nodes.find(({ name }) => name === "branch.input.head.mean")?.inputs).toEqual(["input"]);
  });
});

describe("a place that does not exist", () => {
  test.each([
    ["s1b3", "there is no block 3 in stage 1; it ends with block 2"],
    ["s4b1", "there is no stage 4; the network ends with stage 3"],
    ["s999b1", "there is no stage 999; the network ends with stage 3"],
    ["s0b1", "s0b1 is not a site; sites are input, stem and s1b1 to s3b1"],
    ["s1b0", "s1b0 is not a site"],
    ["s01b1", "s01b1 is not a site"],
    ["S1B1", "S1B1 is not a site"],
    ["s1b1 ", "is not a site"],
    ["", "is not a site"],
    ["constructor", "constructor is not a site"],
  ])("%j is refused with the places that do", (site, message) => {
    const build = () => expand([site, pooled]);
    expect(build).toThrow(SiteError);
    expect(said(build)).toContain(message);
    expect(() => channelsAt(backbone, input, site)).toThrow(SiteError);
    expect(() => placeOf(backbone, site)).toThrow(expect.objectContaining({ code: "site", site }));
  });

  test("the others have a stage and a block", () => {
    expect(sites.map((site) => placeOf(backbone, site))).toEqual([
      { stage: -2, block: -1 },
      { stage: -1, block: -1 },
      { stage: 0, block: 0 },
      { stage: 0, block: 1 },
      { stage: 1, block: 0 },
      { stage: 1, block: 1 },
      { stage: 2, block: 0 },
    ]);
  });
});

test("an image too small for the strides is refused by name", () => {
  expect(said(() => expandNetwork(backbone, [6, 6, 3], 5, []))).toContain(
    "s3b1.sum: cannot add 1×1×16 to 2×2×16; the image size must be divisible by every stride on the way",
  );
});

test("a shortcut A that would have to drop channels is refused with a remedy", () => {
  const narrow: BranchSpec = { ...pooled, stages: [{ stage: "s2", blocks: [basic(2)] }] };
  expect(said(() => expand(["s1b1", narrow]))).toContain(
    "branch.s1b1.s2b1: shortcut A cannot go from 4 to 2 channels; use shortcut B or a wider branch",
  );
});

test("a shortcut B is a strided projection with a batch norm", () => {
  const projected: BackboneSpec = { ...backbone, stages: [[{ op: "basic", filters: 8, stride: 2, shortcut: "B" }]] };
  const graph = expandNetwork(projected, input, 5, []);
  checkGraph(graph);
  expect(graph.nodes.find(({ name }) => name === "s1b1.convShortcut")?.primitive).toMatchObject({
    filters: 8,
    kernel: 1,
    stride: 2,
    padding: [0, 0],
  });
  expect(graph.nodes.find(({ name }) => name === "s1b1.sum")?.inputs).toEqual(["s1b1.norm2", "s1b1.normShortcut"]);
});
