import { describe, expect, test } from "vitest";
import { methods } from "../catalog/methods";
import { remains } from "../catalog/methods/remains";
import type { AnyMethod } from "../catalog/methods/method";
import { totalCost, costByBranch } from "../graph/cost";
import { chosenValues } from "../schema/field";
import { encodeLink } from "./link/encode";
import { decodeLink } from "./link/decode";
import type { Arm, Experiment } from "./experiment";
import { armNetwork } from "./network";
import { dhmArm, dsnArm, smallData } from "./presets";
import { isPublished, otherPlaces, publishedArm } from "./published";
import { validate } from "./validate";

const entries: readonly [string, AnyMethod][] = Object.entries(methods);
const armOf = (kind: string, forks: Arm["forks"] = []): Arm => {
  const entry = entries.find(([name]) => name === kind)?.[1];
  return { label: "", method: { kind, ...chosenValues(entry?.fields ?? {}) } as Arm["method"], forks };
};
const forksOf = (arm: Arm | undefined) => arm?.forks.map(({ site, branch }) => [site, branch.kind]);
const withArm = (arm: Arm): Experiment => ({ ...smallData, arms: [arm] });

describe.each(entries)("%s", (kind, { source, published, fields }) => {
  test("has its authors' settings where it has an authors' file", () => {
    expect(published !== undefined).toBe(source.code !== undefined);
  });

  if (published === undefined) return;

  test("names settings that it has, with values that they take", () => {
    for (const [name, value] of Object.entries(published.values)) {
      expect(fields[name]?.parse(value, name)).toBe(value);
    }
    expect(remains[kind]?.length).toBeGreaterThan(0);
    for (const text of remains[kind] ?? []) expect(text).toMatch(/\.$/);
  });

  test.each([[[]], [dsnArm("s1b1", "s2b1").forks]])("can be run, and survives a link", (forks) => {
    const arm = publishedArm(smallData, armOf(kind, forks)) ?? armOf("plain");
    // A teacher is a run of the user's own: no paper can name it.
    expect(validate(withArm(arm)).filter(({ path }) => !path.endsWith("method.teacher"))).toEqual([]);
    expect(isPublished(smallData, arm)).toBe(true);
    expect(isPublished(smallData, armOf(kind, forks))).toBe(published.branch === undefined && forks.length === 0);
    const read = decodeLink(encodeLink(withArm(arm))).experiment.arms[0] ?? armOf("plain");
    expect(isPublished(smallData, read)).toBe(true);
    expect(isPublished(smallData, { ...arm, forks: arm.forks.map((fork) => ({ ...fork, weight: 0.3 })) })).toBe(
      arm.forks.length === 0,
    );
  });
});

test("plain training has no paper to follow", () => {
  expect(publishedArm(smallData, armOf("plain"))).toBeUndefined();
  expect(isPublished(smallData, armOf("plain"))).toBe(false);
});

test("forks stay where they are; without any, they stand where the authors' do", () => {
  expect(forksOf(publishedArm(smallData, dhmArm(0.3, "s1b1")))).toEqual([["s1b1", "dhm"]]);
  expect(forksOf(publishedArm(smallData, armOf("dhm")))).toEqual([
    ["s1b1", "dhm"],
    ["s2b1", "dhm"],
  ]);
  expect(forksOf(publishedArm(smallData, armOf("dsn")))?.map(([site]) => site)).toEqual(["s1b1", "s2b1", "s3b1"]);
  expect(forksOf(publishedArm(smallData, armOf("bias", dsnArm("s1b1").forks)))).toEqual([]);
});

test("DSN has the hinge on fully connected companions", () => {
  const arm = publishedArm(smallData, dsnArm("s1b1", "s2b1"));
  expect(arm?.method).toMatchObject({ kind: "dsn", loss: "hinge", gated: false, companion: 1, removal: 25 });
  expect(forksOf(arm)).toEqual([
    ["s1b1", "fc"],
    ["s2b1", "fc"],
  ]);
});

test("DML is two equal networks that fork at the input", () => {
  const arm = publishedArm(smallData, armOf("dml", dhmArm(1, "s1b1", "s2b1").forks));
  if (arm === undefined) throw new Error("DML has no published arm");
  expect(forksOf(arm)).toEqual([["input", "dhm"]]);
  const { graph, plan } = armNetwork(smallData, arm);
  const main = costByBranch(graph).get("main");
  expect(costByBranch(graph).get("input")).toEqual(main);
  expect(totalCost(graph).parameters).toBe(2 * (main?.parameters ?? 0));
  expect(plan.terms.map(({ id }) => id)).toEqual(["ce/main", "ce/input", "kl/main<input", "kl/input<main"]);
});

test("DHM's later branch is twice as wide as the trunk", () => {
  const arm = publishedArm(smallData, dhmArm(1, "s1b1", "s2b1"));
  if (arm === undefined) throw new Error("DHM has no published arm");
  const { graph } = armNetwork(smallData, arm);
  const widest = (branch: string) =>
    Math.max(
      ...graph.nodes
        .filter((node) => node.branch === branch && node.primitive.op === "conv")
        .map((node) => node.shape.at(-1) ?? 0),
    );
  expect([widest("main"), widest("s1b1"), widest("s2b1")]).toEqual([64, 64, 128]);
});

describe("the authors' places", () => {
  const on = (backbone: string): Experiment => decodeLink(`v1&b=${backbone}`).experiment;

  test("DHM and DKS fork after stages 2 and 3 of a ResNet for ImageNet, DSN at the three convolutions of its NIN", () => {
    const sites = (backbone: string, kind: string) =>
      publishedArm(on(backbone), armOf(kind))?.forks.map(({ site }) => site);
    expect(sites("resnetImagenet", "dhm")).toEqual(["s2b2", "s3b2"]);
    expect(sites("resnetImagenet&resnetImagenet.depth=50", "dks")).toEqual(["s2b4", "s3b6"]);
    expect(sites("resnetImagenet", "cds")).toEqual(["s1b2", "s2b2", "s3b2"]);
    expect(sites("nin", "dsn")).toEqual(["stem", "s2b2", "s3b2"]);
    expect(sites("wideResnet", "dhm")).toEqual(["s1b1", "s2b1"]);
  });

  test("differ from where the arm's branches are: both are named", () => {
    const nin = on("nin");
    const arm = publishedArm(nin, armOf("dsn", dsnArm("s1b2", "s2b4").forks)) ?? armOf("plain");
    expect(isPublished(nin, arm)).toBe(true);
    expect(otherPlaces(nin, arm)).toEqual({ own: ["s1b2", "s2b4"], authors: ["stem", "s2b2", "s3b2"] });
    expect(otherPlaces(nin, publishedArm(nin, armOf("dsn")) ?? arm)).toBeUndefined();
    expect(otherPlaces(nin, armOf("bias"))).toBeUndefined();
  });
});
