import { beforeAll, describe, expect, test } from "vitest";
import { type GraphBuilder } from "../../graph/graphBuilder";
import type { GraphNode, NetworkGraph } from "../../graph/networkGraph";
import type { Activation, Padding } from "../../graph/primitive";
import { expectAgreement } from "../testing/agreement";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "../testing/smallNetwork";
import type { EngineFacts } from "../executor";
import { openTfjs } from "./openBackend";
import {
  activate,
  averagePool,
  dropoutMask,
  maxPool,
  normaliseRows,
  resizePool,
  stopGradient,
  sumOf,
} from "./primitives";
import * as tf from "./tf";
import { TfjsExecutor } from "./tfjsExecutor";

let facts: EngineFacts;
beforeAll(async () => {
  facts = await openTfjs("cpu");
});

/** Values and gradients against a forward pass in double precision and its central differences. */
async function check(graph: NetworkGraph, batchSize = 2, step = 0): Promise<void> {
  const before = tf.memory().numTensors;
  const plan = planOf(graph, crossEntropies(graph), batchSize);
  const executor = new TfjsExecutor(plan, facts);
  try {
    const coefficients = Float32Array.from(plan.terms, (_, index) => 1 + 0.25 * index);
    await expectAgreement(executor, plan, batchOf(plan), coefficients, { step });
  } finally {
    executor.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
}

/** A convolution in front, so that what follows has an input gradient, too. */
const stem = (builder: GraphBuilder, filters: number): string =>
  builder.conv(SCOPE, "stem", "input", { filters, kernel: 1, bias: true });

const activations: readonly Activation[] = ["none", "relu", "relu6", "hardSwish", "hardSigmoid"];

describe("values and gradients against double precision", () => {
  test.each<{ kernel: number; stride: number; padding: Padding; groups: number; bias?: boolean }>([
    { kernel: 3, stride: 1, padding: [1, 1], groups: 1 },
    { kernel: 3, stride: 2, padding: [1, 1], groups: 1, bias: true },
    { kernel: 3, stride: 2, padding: [0, 1], groups: 1 },
    { kernel: 1, stride: 2, padding: [0, 0], groups: 1 },
    { kernel: 5, stride: 3, padding: [2, 2], groups: 1 },
    { kernel: 2, stride: 2, padding: [0, 0], groups: 1 },
    { kernel: 3, stride: 1, padding: [1, 1], groups: 2, bias: true },
    { kernel: 3, stride: 2, padding: [0, 1], groups: 2 },
    { kernel: 3, stride: 1, padding: [1, 1], groups: 6 },
    { kernel: 5, stride: 2, padding: [2, 2], groups: 6, bias: true },
  ])("conv $kernel×$kernel, stride $stride, padding $padding, groups $groups", async (options) => {
    await check(
      smallNetwork([7, 6, 3], 3, (builder) => ({
        main: builder.conv(SCOPE, "conv", stem(builder, 6), { filters: 12, ...options }),
      })),
    );
  });

  test.each(activations)("batch norm and sum with %s", async (activation) => {
    await check(
      smallNetwork([5, 4, 3], 3, (builder) => {
        const first = stem(builder, 4);
        const norm = builder.batchNorm(SCOPE, "norm", first, activation);
        const conv = builder.conv(SCOPE, "conv", norm, { filters: 4, kernel: 3 });
        return { main: builder.apply(SCOPE, "sum", { op: "add", activation }, conv, first, norm) };
      }),
      3,
    );
  });

  test.each(["relu", "relu6", "hardSwish", "hardSigmoid"] as const)("activation %s", async (activation) => {
    await check(
      smallNetwork([5, 4, 3], 3, (builder) => ({
        main: builder.apply(SCOPE, "act", { op: "activation", activation }, stem(builder, 4)),
      })),
    );
  });

  test.each<["maxPool" | "averagePool", number, number, Padding]>([
    ["maxPool", 2, 2, [0, 0]],
    ["maxPool", 3, 2, [1, 1]],
    ["maxPool", 3, 1, [1, 1]],
    ["averagePool", 2, 2, [0, 0]],
    ["averagePool", 3, 2, [1, 1]],
    ["averagePool", 2, 3, [0, 1]],
  ])("%s %i/%i, padding %o", async (op, kernel, stride, padding) => {
    await check(
      smallNetwork([7, 5, 3], 3, (builder) => ({
        main: builder.apply(SCOPE, "pool", { op, kernel, stride, padding }, stem(builder, 4)),
      })),
    );
  });

  test("resizePool with bins that overlap", async () => {
    await check(
      smallNetwork([7, 5, 3], 3, (builder) => {
        const pooled = builder.apply(SCOPE, "pool", { op: "resizePool", height: 4, width: 3 }, stem(builder, 3));
        return { main: builder.apply(SCOPE, "flat", { op: "flatten" }, pooled) };
      }),
    );
  });

  test("concat, padChannels, globalMean, flatten, dense", async () => {
    await check(
      smallNetwork([4, 3, 3], 3, (builder) => {
        const first = stem(builder, 2);
        const joined = builder.apply(SCOPE, "joined", { op: "concat" }, first, "input", first);
        const padded = builder.apply(SCOPE, "padded", { op: "padChannels", channels: 9 }, joined);
        const conv = builder.conv(SCOPE, "conv", padded, { filters: 3, kernel: 1 });
        const flat = builder.apply(SCOPE, "flat", { op: "flatten" }, conv);
        return { main: conv, flat, dense: builder.dense(SCOPE, "dense", flat, 5, false) };
      }),
    );
  });

  test("scaleGate and normalise", async () => {
    await check(
      smallNetwork([4, 3, 3], 3, (builder) => {
        const first = stem(builder, 4);
        const mean = builder.apply(SCOPE, "mean", { op: "globalMean" }, first);
        const gate = builder.dense(SCOPE, "excite", mean, 4);
        const gated = builder.apply(SCOPE, "gated", { op: "scaleGate" }, first, gate);
        return { main: gated, unit: builder.apply(SCOPE, "unit", { op: "normalise" }, mean) };
      }),
    );
  });

  test("dropout, with the masks of the step", async () => {
    const graph = smallNetwork([4, 3, 3], 3, (builder) => ({
      main: builder.apply(SCOPE, "dropped", { op: "dropout", rate: 0.4 }, stem(builder, 6)),
    }));
    await check(graph, 3, 0);
    await check(graph, 3, 5);
  });

  test("a tensor that many read", async () => {
    await check(
      smallNetwork([4, 3, 3], 3, (builder) => {
        const first = builder.convNorm(SCOPE, "", "input", { filters: 3, kernel: 3 }, "relu");
        const twice = builder.apply(SCOPE, "twice", { op: "add", activation: "none" }, first, first, first);
        return { main: twice, s1b1: first, s1b2: builder.conv(SCOPE, "last", first, { filters: 2, kernel: 1 }) };
      }),
      3,
    );
  });
});

describe("values by hand", () => {
  const values = async (make: () => tf.Tensor): Promise<number[]> => {
    const result = tf.tidy(make);
    const data = Array.from(await result.data());
    result.dispose();
    return data;
  };

  test("activations", async () => {
    const at = (activation: Activation) => values(() => activate(tf.tensor1d([-4, -1, 0, 1, 4, 7]), activation));
    expect(await at("none")).toEqual([-4, -1, 0, 1, 4, 7]);
    expect(await at("relu")).toEqual([0, 0, 0, 1, 4, 7]);
    expect(await at("relu6")).toEqual([0, 0, 0, 1, 4, 6]);
    expect((await at("hardSigmoid")).map((value) => value.toFixed(4))).toEqual(
      [0, 2 / 6, 0.5, 4 / 6, 1, 1].map((value) => value.toFixed(4)),
    );
    expect((await at("hardSwish")).map((value) => value.toFixed(4))).toEqual(
      [-0, -2 / 6, 0, 4 / 6, 4, 7].map((value) => value.toFixed(4)),
    );
  });

  // 1 2 3
  // 4 5 6
  // 7 8 9
  const square = () => tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);

  test("pools: padding never wins a maximum, and counts as zeros in a mean", async () => {
    expect(await values(() => maxPool(tf.neg(square()), 3, 2, [1, 1]))).toEqual([-1, -2, -4, -5]);
    expect(await values(() => averagePool(square(), 3, 2, [1, 1]))).toEqual(
      [12, 16, 24, 28].map((sum) => Math.fround(sum / 9)),
    );
    expect(await values(() => averagePool(square(), 2, 2, [0, 0]))).toEqual([3]);
  });

  test("resizePool: bins from ⌊i·s/n⌋ to ⌈(i+1)·s/n⌉", async () => {
    expect(await values(() => resizePool(square(), 2, 2))).toEqual([3, 4, 6, 7]);
    expect(await values(() => resizePool(square(), 1, 3))).toEqual([4, 5, 6]);
    expect(await values(() => resizePool(square(), 3, 3))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("sumOf adds any number, and refuses none", async () => {
    const ones = (count: number) => Array.from({ length: count }, () => tf.tensor1d([1, 2]));
    expect(await values(() => sumOf(ones(1)))).toEqual([1, 2]);
    expect(await values(() => sumOf(ones(20)))).toEqual([20, 40]);
    expect(() => sumOf([])).toThrow(RangeError);
  });

  test("normaliseRows: unit rows; a row of zeros stays and has a finite gradient", async () => {
    const rows = () => tf.tensor2d([3, 4, 0, 0], [2, 2]);
    expect((await values(() => normaliseRows(rows()))).map((value) => value.toFixed(6))).toEqual(
      [0.6, 0.8, 0, 0].map((value) => value.toFixed(6)),
    );
    const gradient = await values(() => {
      const x = rows();
      return gradientOf(() => tf.sum(normaliseRows(x)), x);
    });
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  test("stopGradient: the value, and no gradient", async () => {
    const gradient = await values(() => {
      const x = tf.tensor1d([2, 3]);
      return gradientOf(() => tf.sum(tf.mul(x, stopGradient(x))), x);
    });
    // d/dx (x · sg(x)) = sg(x), not 2x.
    expect(gradient).toEqual([2, 3]);
  });
});

function gradientOf(f: () => tf.Tensor, x: tf.Tensor): tf.Tensor {
  const { grads } = tf.engine().gradients(f, [x], undefined as unknown as tf.Tensor, true);
  const [gradient] = grads;
  if (gradient === undefined) throw new Error("no gradient");
  return gradient;
}

describe("dropoutMask", () => {
  const node = { name: "s1b1.drop" } as GraphNode;
  const mask = async (rate: number, name = node.name, seed = 1, step = 0): Promise<number[]> => {
    const tensor = dropoutMask({ ...node, name }, rate, [4, 5000], seed, step);
    const data = Array.from(await tensor.data());
    tensor.dispose();
    return data;
  };

  test("keeps 1 − rate of the values, scaled so that the mean stays", async () => {
    for (const rate of [0.1, 0.5, 0.7]) {
      const kept = (await mask(rate)).filter((value) => value !== 0);
      expect(new Set(kept)).toEqual(new Set([Math.fround(1 / (1 - rate))]));
      expect(kept.length / 20_000).toBeCloseTo(1 - rate, 1);
      expect(Math.abs(kept.length / 20_000 - (1 - rate))).toBeLessThan(0.015);
    }
  });

  test("is drawn from seed, node and step alone", async () => {
    const first = await mask(0.5);
    expect(await mask(0.5)).toEqual(first);
    for (const other of [mask(0.5, "s1b2.drop"), mask(0.5, node.name, 2), mask(0.5, node.name, 1, 1)]) {
      expect(await other).not.toEqual(first);
    }
  });
});
