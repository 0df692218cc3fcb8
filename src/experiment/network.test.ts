import { describe, expect, test } from "vitest";
import { armNetwork, armTitle, baseLearningRate, datasetInfoOf, optimizerSpecOf, trunkNetwork } from "./network";
import { dhmArm, dsnArm, plainArm, smallData } from "./presets";

describe("armNetwork", () => {
  test("builds the network and the loss of an arm", () => {
    const { graph, plan } = armNetwork(smallData, dhmArm(0.5, "s1b1", "s2b1"));
    expect(graph.heads.map(({ branch, design }) => [branch, design])).toEqual([
      ["main", "GAP + linear"],
      ["s1b1", "DHM light"],
      ["s2b1", "DHM light"],
    ]);
    expect(graph).toMatchObject({ input: [16, 16, 3], classes: 20 });
    expect(plan.terms.map(({ weight }) => weight.base)).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test("gives each of several branches at one site its own weight and design", () => {
    const [gap, light] = [dsnArm("s1b1").forks[0], dhmArm(1, "s1b1").forks[0]];
    if (gap === undefined || light === undefined) return expect.fail("the presets have no forks");
    const arm = {
      ...dsnArm(),
      forks: [
        { ...gap, weight: 0.3 },
        { ...light, weight: 0.7 },
      ],
    };
    const { graph, plan } = armNetwork(smallData, arm);
    expect(graph.heads.map(({ branch, design }) => [branch, design])).toEqual([
      ["main", "GAP + linear"],
      ["s1b1", "GAP + linear"],
      ["s1b1.2", "DHM light"],
    ]);
    expect(plan.terms.map(({ id, weight }) => [id, weight.base])).toEqual([
      ["ce/main", 1],
      ["ce/s1b1", 0.3],
      ["ce/s1b1.2", 0.7],
    ]);
  });

  test("lets the branches of plain training only watch", () => {
    const { graph } = armNetwork(smallData, plainArm("s1b1"));
    expect(graph.heads.map(({ observer }) => observer)).toEqual([false, true]);
    expect(graph.nodes.some(({ primitive }) => primitive.op === "detach")).toBe(true);
  });
});

test("the trunk alone is the main path of every arm", () => {
  const trunk = trunkNetwork(smallData);
  expect(trunk.heads).toHaveLength(1);
  const { graph } = armNetwork(smallData, dhmArm(1, "s1b1"));
  expect(graph.parameters.filter(({ branch }) => branch === "main")).toEqual(trunk.parameters);
});

test("the shared settings reach their entries", () => {
  expect(datasetInfoOf(smallData)).toMatchObject({ height: 16, classes: 20, trainCount: 1500, testCount: 2000 });
  expect(optimizerSpecOf(smallData)).toEqual({ kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 });
  expect(baseLearningRate(smallData)).toBe(0.1);
});

test("an arm is called by its label, or by its method", () => {
  expect(armTitle(dhmArm(1))).toBe("DHM");
  expect(armTitle({ ...dhmArm(1), label: "mine" })).toBe("mine");
});
