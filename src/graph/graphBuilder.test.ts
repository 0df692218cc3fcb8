import { describe, expect, test } from "vitest";
import { GraphBuilder, type Scope } from "./graphBuilder";
import { ShapeError } from "./shape";
import { said } from "../ui/words/testing/said";

const scope: Scope = { branch: "main", stage: "s1", path: "s1b1" };

describe("GraphBuilder", () => {
  test("names nodes, parameters and statistics by path", () => {
    const builder = new GraphBuilder([8, 8, 3]);
    const output = builder.convNorm(scope, "1", "input", { filters: 4, kernel: 3, stride: 2 }, "relu");
    const mean = builder.apply({ ...scope, path: "" }, "mean", { op: "globalMean" }, output);
    const logits = builder.dense({ ...scope, path: "main" }, "dense", mean, 5);
    expect(builder.nodes.map((node) => node.name)).toEqual(["input", "s1b1.conv1", "s1b1.norm1", "mean", "main.dense"]);
    expect([output, logits]).toEqual(["s1b1.norm1", "main.dense"]);
    expect(builder.parameters).toEqual([
      expect.objectContaining({ name: "s1b1.conv1.kernel", shape: [3, 3, 3, 4], role: "kernel", layer: "s1b1.conv1" }),
      expect.objectContaining({ name: "s1b1.norm1.gamma", shape: [4], role: "gamma", layer: "s1b1.conv1" }),
      expect.objectContaining({ name: "s1b1.norm1.beta", shape: [4], role: "beta", layer: "s1b1.conv1" }),
      expect.objectContaining({ name: "main.dense.weight", shape: [4, 5], role: "weight", layer: "main.dense" }),
      expect.objectContaining({ name: "main.dense.bias", shape: [5], role: "bias", layer: "main.dense" }),
    ]);
    expect(builder.statistics.map(({ name, role, shape }) => [name, role, shape])).toEqual([
      ["s1b1.norm1.mean", "mean", [4]],
      ["s1b1.norm1.variance", "variance", [4]],
    ]);
    expect(builder.nodeOf(output)).toMatchObject({
      inputs: ["s1b1.conv1"],
      shape: [4, 4, 4],
      parameters: ["s1b1.norm1.gamma", "s1b1.norm1.beta"],
      statistics: ["s1b1.norm1.mean", "s1b1.norm1.variance"],
    });
  });

  test("chooses initial values as documented", () => {
    const builder = new GraphBuilder([8, 8, 6]);
    builder.conv(scope, "conv", "input", { filters: 4, kernel: 5, groups: 2, bias: true });
    const mean = builder.apply(scope, "mean", { op: "globalMean" }, "input");
    builder.dense(scope, "dense", mean, 5, false);
    builder.batchNorm(scope, "norm", "input", "none");
    const initial = Object.fromEntries(builder.parameters.map(({ name, initial: value }) => [name, value]));
    expect(initial).toEqual({
      "s1b1.conv.kernel": { kind: "heNormal", fan: 5 * 5 * 4 },
      "s1b1.conv.bias": { kind: "constant", value: 0 },
      "s1b1.dense.weight": { kind: "uniform", bound: 1 / Math.sqrt(6) },
      "s1b1.norm.gamma": { kind: "constant", value: 1 },
      "s1b1.norm.beta": { kind: "constant", value: 0 },
    });
    expect(builder.parameters[0]?.shape).toEqual([5, 5, 3, 4]);
    // A batch norm without a convolution of its own is its own layer.
    expect(builder.parameters.find(({ role }) => role === "gamma")?.layer).toBe("s1b1.norm");
  });

  test("pads a convolution by half its kernel unless told otherwise", () => {
    const builder = new GraphBuilder([8, 8, 3]);
    const primitive = (kernel: number, name: string) =>
      builder.nodeOf(builder.conv(scope, name, "input", { filters: 1, kernel }))?.primitive;
    expect(primitive(1, "a")).toMatchObject({ padding: [0, 0], stride: 1, groups: 1, bias: false });
    expect(primitive(5, "b")).toMatchObject({ padding: [2, 2] });
  });

  test("refuses a second node of the same name", () => {
    const builder = new GraphBuilder([8, 8, 3]);
    builder.apply(scope, "x", { op: "globalMean" }, "input");
    expect(said(() => builder.apply(scope, "x", { op: "flatten" }, "input"))).toContain(
      "s1b1.x: the name is taken; give every node its own path",
    );
  });

  test("refuses tensors that do not exist", () => {
    const builder = new GraphBuilder([8, 8, 3]);
    expect(() => builder.apply(scope, "x", { op: "globalMean" }, "nowhere")).toThrow(ShapeError);
    expect(said(() => builder.shapeOf("nowhere"))).toContain("nowhere: no such tensor");
    expect(said(() => builder.beforeActivation("nowhere"))).toContain("nowhere: no such tensor");
  });

  test("names the node at which shapes stop fitting", () => {
    const builder = new GraphBuilder([1, 1, 3]);
    const pool = { op: "averagePool", kernel: 2, stride: 2, padding: [0, 0] } as const;
    expect(said(() => builder.apply(scope, "pool", pool, "input"))).toContain(
      "s1b1.pool: a 2×2 window does not fit on 1×1",
    );
  });
});

describe("beforeActivation", () => {
  function network(): { builder: GraphBuilder; norm: string; after: string } {
    const builder = new GraphBuilder([8, 8, 3]);
    const norm = builder.convNorm(scope, "1", "input", { filters: 4, kernel: 3 }, "relu");
    const after = builder.apply(scope, "mean", { op: "globalMean" }, norm);
    return { builder, norm, after };
  }

  test("splits a fused activation and keeps the tensor's name for its output", () => {
    const { builder, norm, after } = network();
    expect(builder.beforeActivation(norm)).toBe("s1b1.norm1.linear");
    expect(builder.nodes.map(({ name }) => name)).toEqual([
      "input",
      "s1b1.conv1",
      "s1b1.norm1.linear",
      "s1b1.norm1",
      "s1b1.mean",
    ]);
    expect(builder.nodeOf("s1b1.norm1.linear")).toMatchObject({
      primitive: { op: "batchNorm", activation: "none" },
      inputs: ["s1b1.conv1"],
      parameters: ["s1b1.norm1.gamma", "s1b1.norm1.beta"],
      statistics: ["s1b1.norm1.mean", "s1b1.norm1.variance"],
    });
    expect(builder.nodeOf(norm)).toMatchObject({
      primitive: { op: "activation", activation: "relu" },
      inputs: ["s1b1.norm1.linear"],
      parameters: [],
      statistics: [],
    });
    expect(builder.nodeOf(after)?.inputs).toEqual([norm]);
    expect(builder.parameters.map(({ name }) => name)).toEqual([
      "s1b1.conv1.kernel",
      "s1b1.norm1.gamma",
      "s1b1.norm1.beta",
    ]);
  });

  test("splits once", () => {
    const { builder, norm } = network();
    const first = builder.beforeActivation(norm);
    const count = builder.nodes.length;
    expect(builder.beforeActivation(norm)).toBe(first);
    expect(builder.nodes).toHaveLength(count);
  });

  test("splits a sum", () => {
    const builder = new GraphBuilder([8, 8, 3]);
    const sum = builder.apply(scope, "sum", { op: "add", activation: "relu" }, "input", "input");
    const before = builder.beforeActivation(sum);
    expect(builder.nodeOf(before)).toMatchObject({
      primitive: { op: "add", activation: "none" },
      inputs: ["input", "input"],
    });
  });

  test("returns a tensor without an activation as it is", () => {
    const { builder, after } = network();
    const conv = "s1b1.conv1";
    expect(builder.beforeActivation(after)).toBe(after);
    expect(builder.beforeActivation(conv)).toBe(conv);
    expect(builder.beforeActivation("input")).toBe("input");
    const linear = builder.batchNorm(scope, "plain", conv, "none");
    expect(builder.beforeActivation(linear)).toBe(linear);
  });

  test("looks through an activation of its own", () => {
    const { builder, after } = network();
    const relu = builder.apply(scope, "relu", { op: "activation", activation: "relu" }, after);
    expect(builder.beforeActivation(relu)).toBe(after);
  });
});
