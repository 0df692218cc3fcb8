import { describe, expect, test } from "vitest";
import { armNetwork } from "../experiment/network";
import { dhmArm, plainArm, smallData } from "../experiment/presets";
import type { Parameter } from "../graph/networkGraph";
import { gramMatrices, probeLayers } from "./gram";

const layersOf = (...sites: readonly string[]) =>
  probeLayers(armNetwork(smallData, dhmArm(1, ...sites)).graph).map(({ layer, stage }) => `${stage} ${layer}`);

describe("probeLayers", () => {
  test("are the trunk's, up to the latest fork", () => {
    expect(layersOf("s1b1")).toEqual(["stem stem.conv", "s1 s1b1.conv1", "s1 s1b1.conv2"]);
    expect(layersOf("s1b1", "s2b1")).toEqual([...layersOf("s1b1"), "s2 s2b1.conv1", "s2 s2b1.conv2"]);
    expect(layersOf("stem")).toEqual(["stem stem.conv"]);
  });

  test("are none without a branch, or when nothing is shared", () => {
    expect(layersOf()).toEqual([]);
    expect(layersOf("input")).toEqual([]);
  });

  test("count for observers, too", () => {
    expect(probeLayers(armNetwork(smallData, plainArm("s1b1")).graph)).toHaveLength(3);
  });
});

describe("gramMatrices", () => {
  const parameter = (name: string, layer: string): Parameter => ({
    name,
    layer,
    shape: [2],
    role: "kernel",
    initial: { kind: "constant", value: 0 },
    branch: "main",
    stage: "s1",
  });
  const parameters = [parameter("a", "one"), parameter("b", "two"), parameter("c", "one"), parameter("d", "other")];
  const layers = [
    { layer: "one", stage: "s1" },
    { layer: "two", stage: "s1" },
  ];
  const vector = (...values: readonly number[]) => Float32Array.from(values);

  test("sum the parameters of a layer, and are symmetric", () => {
    const first = [vector(1, 2), vector(3, 0), vector(1, 0), vector(9, 9)];
    const second = [vector(0, 1), vector(1, 1), vector(-1, 5), vector(9, 9)];
    expect([...gramMatrices(layers, parameters, [first, second])]).toEqual([6, 1, 1, 27, 9, 3, 3, 2]);
  });

  test("are zero where a loss has no gradient", () => {
    expect([...gramMatrices(layers, parameters, [[vector(1, 2)], []])]).toEqual([5, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("add in double precision", () => {
    const many = Float32Array.from({ length: 100_000 }, () => 0.1);
    const [sum = 0] = gramMatrices(layers, [{ ...parameter("a", "one"), shape: [100_000] }], [[many]]);
    expect(sum).toBeCloseTo(100_000 * Math.fround(0.1) ** 2, 8);
  });
});
