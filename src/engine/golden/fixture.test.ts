import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readFixture, type NetworkFixture } from "./fixture";
import { fixtureNetwork } from "./fixtureNetwork";

type Json = { [key: string]: unknown; tensors: { [name: string]: { offset: number; shape: number[] } } };

const bytes = Uint8Array.from(readFileSync("fixtures/golden/dsn.bin")).buffer;
const description = (): Json => JSON.parse(readFileSync("fixtures/golden/dsn.json", "utf8")) as Json;

function read(change: (json: Json) => void): NetworkFixture {
  const json = description();
  change(json);
  return readFixture("dsn", json, bytes);
}

describe("a fixture that is not what it should be", () => {
  it.each<[string, (json: Json) => void, string]>([
    ["a missing field", (json) => delete json["alpha"], "dsn.json: field alpha is missing"],
    ["a field of another kind", (json) => (json["nesterov"] = 0), "dsn.json: nesterov must be true or false"],
    [
      "an unknown fork",
      (json) => (json["forks"] = [[1, "tree"]]),
      'forks[0]: kind must be fc, conv or dhm, got "tree"',
    ],
    [
      "a fork outside",
      (json) => (json["forks"] = [[9, "fc"]]),
      "forks[0]: position must be 0 to 3 trunk blocks, got 9",
    ],
    [
      "a tensor beyond the end",
      (json) => (json.tensors["x0"] = { offset: 1e6, shape: [6, 8, 8, 3] }),
      "tensor x0: needs floats 1000000 to 1001152",
    ],
  ])("%s is named", (_, change, message) => {
    expect(() => read(change)).toThrow(message);
  });

  it("names a missing tensor and the shape that the fields call for", () => {
    const fixture = read((json) => delete json.tensors["init/main.bias"]);
    expect(() => fixture.tensor("init/main.bias", [5])).toThrow(
      "dsn.json: tensor init/main.bias is missing; expected one of shape [5]",
    );
  });

  it("names a tensor of another shape", () => {
    const fixture = read(() => undefined);
    expect(() => fixture.tensor("init/main.bias", [7])).toThrow("has shape [5]; expected one of shape [7]");
  });
});

it("builds the network from the fields, whatever the name", () => {
  const { graph, fixtureNames } = fixtureNetwork(
    read(
      (json) =>
        (json["forks"] = [
          [0, "dhm", 2, 2],
          [3, "fc"],
          [3, "conv"],
        ]),
    ),
  );
  expect(graph.heads.map(({ branch }) => branch)).toEqual(["main", "stem", "s3b1", "s3b1.2"]);
  expect(fixtureNames.get("branch.stem.s1b2.conv2.kernel")).toBe("branch.0.blocks.1.conv2.weight");
  expect(fixtureNames.get("branch.s3b1.2.headb1.norm.mean")).toBe("branch.2.conv.1.running_mean");
});
