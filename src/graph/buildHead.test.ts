import { describe, expect, test } from "vitest";
import { buildHead, MAX_FLAT_WEIGHTS } from "./buildHead";
import { GraphBuilder, type Scope } from "./graphBuilder";
import { initialParameter } from "./initialValue";
import type { Head } from "./networkGraph";
import type { HeadSpec } from "./spec";
import { ShapeError, type Shape } from "./shape";
import { said } from "../ui/words/testing/said";

const scope: Scope = { branch: "s1b1", stage: "head", path: "head" };
const auxiliary: HeadSpec = { kind: "auxiliary", channels: 8, hidden: 16, dropout: 0.5 };

function build(spec: HeadSpec, input: Shape, classes = 5, finalNorm = false): { builder: GraphBuilder; head: Head } {
  const builder = new GraphBuilder(input);
  return { builder, head: buildHead(builder, scope, "input", classes, finalNorm, spec, "test") };
}

/** `conv 1×1×8`: operation and the shape that it leaves. */
function chain(spec: HeadSpec, input: Shape, finalNorm = false): readonly string[] {
  const { builder } = build(spec, input, 5, finalNorm);
  return builder.nodes.slice(1).map(({ primitive, shape }) => `${primitive.op} ${shape.join("×")}`);
}

describe("what a head consists of", () => {
  test("pooled", () => {
    expect(chain({ kind: "pooledLinear" }, [4, 4, 6])).toEqual(["globalMean 6", "dense 5"]);
  });

  test("flattened", () => {
    expect(chain({ kind: "flatLinear" }, [4, 4, 6])).toEqual(["flatten 96", "dense 5"]);
  });

  test("auxiliary, with a pool that fits", () => {
    const rest = ["flatten 32", "dense 16", "activation 16", "dropout 16", "dense 5"];
    expect(chain(auxiliary, [8, 8, 6])).toEqual(["averagePool 2×2×6", "conv 2×2×8", "batchNorm 2×2×8", ...rest]);
    for (const size of [1, 2, 4, 5]) {
      const { builder, head } = build(auxiliary, [size, size, 6]);
      expect(builder.nodeOf("head.pool")).toMatchObject({
        shape: [1, 1, 6],
        primitive: { kernel: size, stride: 3, padding: [0, 0] },
      });
      expect(builder.shapeOf(head.logits)).toEqual([5]);
    }
    expect(build(auxiliary, [9, 3, 6]).builder.shapeOf("head.pool")).toEqual([3, 1, 6]);
  });

  test("projection, with a linear probe that teaches nothing before it", () => {
    expect(chain({ kind: "projection" }, [4, 4, 6])).toEqual(["globalMean 6", "normalise 6", "detach 6", "dense 5"]);
    const { builder } = build({ kind: "projection" }, [4, 4, 6]);
    // As with observers a probe may ask what the labels would have pulled towards.
    expect(builder.nodeOf("head.detach")?.primitive).toEqual({ op: "detach", observer: true });
  });

  test("wide, with and without a hidden layer and dropout", () => {
    const wide = {
      kind: "wideLinear",
      filters: 8,
      hidden: 16,
      activation: "hardSwish",
      dropout: 0.2,
      deviation: 0.01,
    } as const;
    const start = ["conv 4×4×8", "batchNorm 4×4×8", "globalMean 8"];
    expect(chain(wide, [4, 4, 6])).toEqual([...start, "dense 16", "activation 16", "dropout 16", "dense 5"]);
    expect(chain({ ...wide, hidden: 0, dropout: 0 }, [4, 4, 6])).toEqual([...start, "dense 5"]);
    expect(chain(wide, [4, 4, 6], true)[0]).toBe("batchNorm 4×4×6");
    expect(build(wide, [4, 4, 6]).head).toMatchObject({ features: "head.norm1", embedding: "head.act" });
    const { builder } = build(wide, [4, 4, 6]);
    const values = builder.parameters
      .filter(({ role }) => role === "weight")
      .flatMap((parameter) => [...initialParameter(parameter, 1)]);
    // 208 draws of deviation 0.01: the sample's own deviation is within a fifth of it.
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    expect(values).toHaveLength(8 * 16 + 16 * 5);
    expect(Math.abs(deviation - 0.01)).toBeLessThan(0.002);
  });

  test("batch norm and ReLU first where the trunk ends in a raw sum, but not before the values before an activation", () => {
    for (const spec of [auxiliary, { kind: "pooledLinear" }, { kind: "projection" }] satisfies HeadSpec[]) {
      expect(chain(spec, [4, 4, 6], true)[0]).toBe("batchNorm 4×4×6");
    }
    expect(chain({ kind: "flatLinear" }, [4, 4, 6], true)[0]).toBe("flatten 96");
  });
});

test("names the vector before the classifier and the map before the head", () => {
  const named = (spec: HeadSpec) => {
    const { embedding, features, logits } = build(spec, [4, 4, 6]).head;
    return [features, embedding, logits];
  };
  expect(named({ kind: "pooledLinear" })).toEqual(["input", "head.mean", "head.dense"]);
  expect(named({ kind: "flatLinear" })).toEqual(["input", "head.flatten", "head.dense"]);
  expect(named(auxiliary)).toEqual(["input", "head.relu", "head.dense"]);
  expect(named({ kind: "projection" })).toEqual(["input", "head.normalise", "head.probe"]);
});

describe("a head that would be absurdly large is refused", () => {
  test("flattened", () => {
    const largest = MAX_FLAT_WEIGHTS / (32 * 32 * 64);
    expect(build({ kind: "flatLinear" }, [32, 32, 64], largest).head.branch).toBe("s1b1");
    expect(() => build({ kind: "flatLinear" }, [32, 32, 64], largest + 1)).toThrow(ShapeError);
    expect(said(() => build({ kind: "flatLinear" }, [32, 32, 64], 100))).toContain(
      "head: a linear layer from all 65536 values of a 32×32×64 map to 100 has 6553600 weights, more than 4194304; fork later, use",
    );
  });

  test("auxiliary", () => {
    const published: HeadSpec = { kind: "auxiliary", channels: 128, hidden: 1024, dropout: 0.7 };
    expect(build(published, [32, 32, 16]).head.branch).toBe("s1b1");
    expect(said(() => build(published, [64, 64, 16]))).toContain(
      "from all 51200 values of a 20×20×128 map to 1024 has",
    );
  });
});
