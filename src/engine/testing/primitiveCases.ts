import type { GraphBuilder } from "../../graph/graphBuilder";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { Activation, Padding } from "../../graph/primitive";
import type { Executor, ExecutorPlan } from "../executor";
import { expectAgreement } from "./agreement";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "./smallNetwork";

/** A small network around some primitives, in shapes that fill no vector and no tile. */
export interface PrimitiveCase {
  readonly name: string;
  readonly graph: NetworkGraph;
  readonly batchSize: number;
  readonly step?: number;
}

/** Compares an executor's values and gradients of a case with differences in double precision. */
export async function checkPrimitives(
  { graph, batchSize, step = 0 }: PrimitiveCase,
  create: (plan: ExecutorPlan) => Executor | Promise<Executor>,
): Promise<void> {
  const plan = planOf(graph, crossEntropies(graph), batchSize);
  const executor = await create(plan);
  try {
    const coefficients = Float32Array.from(plan.terms, (_, index) => 1 + 0.25 * index);
    await expectAgreement(executor, plan, batchOf(plan), coefficients, { step });
  } finally {
    executor.dispose();
  }
}

/** A convolution that makes the wanted number of channels, so that what follows has an input gradient. */
const stem = (builder: GraphBuilder, filters: number): string =>
  builder.conv(SCOPE, `stem${filters}`, "input", { filters, kernel: 1, padding: [0, 0], bias: true });

function maybeStem(builder: GraphBuilder, filters: number): string {
  const name = `stem${filters}`;
  return builder.nodeOf(name) === undefined ? stem(builder, filters) : name;
}

interface ConvCase {
  readonly from: number;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly groups?: number;
}

const convs: readonly ConvCase[] = [
  { from: 3, filters: 5, kernel: 3, stride: 1, padding: [1, 1] },
  { from: 4, filters: 8, kernel: 3, stride: 1, padding: [1, 1] },
  { from: 8, filters: 12, kernel: 3, stride: 2, padding: [1, 1] },
  { from: 5, filters: 9, kernel: 3, stride: 2, padding: [0, 1] },
  { from: 8, filters: 20, kernel: 1, stride: 1, padding: [0, 0] },
  { from: 4, filters: 16, kernel: 1, stride: 2, padding: [0, 0] },
  { from: 6, filters: 3, kernel: 5, stride: 3, padding: [2, 2] },
  { from: 4, filters: 7, kernel: 7, stride: 1, padding: [3, 3] },
  { from: 4, filters: 17, kernel: 2, stride: 2, padding: [0, 0] },
  { from: 6, filters: 6, kernel: 3, stride: 1, padding: [1, 1], groups: 2 },
  { from: 8, filters: 16, kernel: 3, stride: 2, padding: [1, 1], groups: 2 },
  { from: 4, filters: 8, kernel: 3, stride: 1, padding: [1, 1], groups: 4 },
  { from: 8, filters: 8, kernel: 3, stride: 1, padding: [1, 1], groups: 8 },
  { from: 5, filters: 5, kernel: 5, stride: 1, padding: [2, 2], groups: 5 },
  { from: 8, filters: 8, kernel: 3, stride: 2, padding: [1, 1], groups: 8 },
];

const activations: readonly Activation[] = ["none", "relu", "relu6", "hardSwish", "hardSigmoid"];

function convolutions(height: number, width: number, channels: number): NetworkGraph {
  return smallNetwork([height, width, channels], 3, (builder) =>
    Object.fromEntries(
      convs.map(({ from, filters, kernel, stride, padding, groups = 1 }, index) => {
        const input = from === channels ? "input" : maybeStem(builder, from);
        const options = { filters, kernel, stride, padding, groups, bias: index % 2 === 0 };
        return [`c${index}`, builder.conv(SCOPE, `conv${index}`, input, options)];
      }),
    ),
  );
}

/** Kernels wider than the map: most of their taps lie outside of it, on both sides. */
function wideKernels(): NetworkGraph {
  return smallNetwork([2, 3, 3], 3, (builder) => {
    const first = builder.conv(SCOPE, "first", "input", { filters: 8, kernel: 1 });
    return Object.fromEntries(
      [1, 2, 3].flatMap((stride) =>
        [5, 7].flatMap((kernel) =>
          [1, 2, 8].map((groups) => {
            const name = `k${kernel}s${stride}g${groups}`;
            return [name, builder.conv(SCOPE, name, first, { filters: 8, kernel, stride, groups })] as const;
          }),
        ),
      ),
    );
  });
}

function norms(channels: number): NetworkGraph {
  return smallNetwork([7, 5, 3], 4, (builder) => {
    const first = stem(builder, channels);
    return Object.fromEntries(
      activations.flatMap((activation) => {
        const conv = builder.conv(SCOPE, `conv.${activation}`, first, { filters: channels, kernel: 3 });
        const plain = builder.batchNorm(SCOPE, `norm.${activation}`, conv, activation);
        const second = builder.conv(SCOPE, `second.${activation}`, plain, { filters: channels, kernel: 3 });
        const linear = builder.batchNorm(SCOPE, `linear.${activation}`, second, "none");
        const sum = builder.apply(SCOPE, `sum.${activation}`, { op: "add", activation }, linear, first);
        return [
          [`p${activation}`, plain],
          [`s${activation}`, sum],
        ];
      }),
    );
  });
}

function sumsOfNorms(): NetworkGraph {
  return smallNetwork([4, 4, 3], 3, (builder) => {
    const first = stem(builder, 4);
    const own = builder.batchNorm(SCOPE, "own", first, "none");
    const twice = builder.apply(SCOPE, "twice", { op: "add", activation: "relu" }, first, own);
    const left = builder.batchNorm(SCOPE, "left", builder.conv(SCOPE, "l", twice, { filters: 4, kernel: 3 }), "none");
    const right = builder.batchNorm(SCOPE, "right", builder.conv(SCOPE, "r", twice, { filters: 4, kernel: 1 }), "none");
    return { main: builder.apply(SCOPE, "both", { op: "add", activation: "relu" }, left, right) };
  });
}

function pools(channels: number): NetworkGraph {
  return smallNetwork([9, 7, 3], 3, (builder) => {
    const first = builder.conv(SCOPE, "first", "input", { filters: channels, kernel: 3 });
    const windows = [
      { kernel: 2, stride: 2, padding: [0, 0] },
      { kernel: 3, stride: 2, padding: [1, 1] },
      { kernel: 3, stride: 1, padding: [1, 1] },
      { kernel: 2, stride: 3, padding: [0, 1] },
    ] as const;
    const pools = windows.flatMap((window, index) =>
      (["maxPool", "averagePool"] as const).map((op): [string, string] => {
        const pooled = builder.apply(SCOPE, `${op}${index}`, { op, ...window }, first);
        return [`${op}${index}`, builder.conv(SCOPE, `after.${op}${index}`, pooled, { filters: 3, kernel: 1 })];
      }),
    );
    const resized = builder.apply(SCOPE, "resized", { op: "resizePool", height: 4, width: 3 }, first);
    return { ...Object.fromEntries(pools), resized: builder.apply(SCOPE, "flat", { op: "flatten" }, resized) };
  });
}

function others(): NetworkGraph {
  return smallNetwork([6, 5, 3], 4, (builder) => {
    const first = stem(builder, 5);
    const acts = activations
      .filter((activation) => activation !== "none")
      .map((activation) => builder.apply(SCOPE, activation, { op: "activation", activation }, first));
    const [relu = first, relu6 = first, swish = first] = acts;
    const concat = builder.apply(SCOPE, "concat", { op: "concat" }, first, relu, swish);
    const padded = builder.apply(SCOPE, "padded", { op: "padChannels", channels: 8 }, relu6);
    const wide = builder.conv(SCOPE, "wide", concat, { filters: 8, kernel: 3 });
    const sum = builder.apply(SCOPE, "sum", { op: "add", activation: "hardSwish" }, padded, wide, padded);
    const mean = builder.apply(SCOPE, "mean", { op: "globalMean" }, sum);
    const squeeze = builder.dense(SCOPE, "squeeze", mean, 3);
    const gate = builder.apply(
      SCOPE,
      "gate",
      { op: "activation", activation: "hardSigmoid" },
      builder.dense(SCOPE, "excite", squeeze, 8, false),
    );
    const gated = builder.apply(SCOPE, "gated", { op: "scaleGate" }, sum, gate);
    const dropped = builder.apply(SCOPE, "dropped", { op: "dropout", rate: 0.3 }, gated);
    const flat = builder.apply(SCOPE, "flat", { op: "flatten" }, dropped);
    const unit = builder.apply(SCOPE, "unit", { op: "normalise" }, builder.dense(SCOPE, "project", flat, 7));
    return { main: dropped, flat, unit, last: acts.at(-1) ?? first };
  });
}

function longSum(): NetworkGraph {
  return smallNetwork([16, 16, 3], 3, (builder) => {
    const map = builder.conv(SCOPE, "map", "input", { filters: 12, kernel: 3 });
    return { main: builder.apply(SCOPE, "flat", { op: "flatten" }, map) };
  });
}

/** Every primitive, forwards and back. */
export const primitiveCases: readonly PrimitiveCase[] = [
  { name: "convolutions of every kind on 11×7×3 images", graph: convolutions(11, 7, 3), batchSize: 3 },
  { name: "kernels wider than the map, on 2×3×3 images", graph: wideKernels(), batchSize: 3 },
  { name: "convolutions of every kind on 8×8×3 images", graph: convolutions(8, 8, 3), batchSize: 2 },
  { name: "batch norm with every activation and fused sum, 5 channels", graph: norms(5), batchSize: 5 },
  { name: "batch norm with every activation and fused sum, 8 channels", graph: norms(8), batchSize: 5 },
  { name: "batch norm of an input plus itself, and of a sum of norms", graph: sumsOfNorms(), batchSize: 4 },
  { name: "pools of every kind, 4 channels", graph: pools(4), batchSize: 3 },
  { name: "pools of every kind, 5 channels", graph: pools(5), batchSize: 3 },
  {
    name: "concat, pad, gate, dropout, normalise, activations, sums of three, a fan of readers",
    graph: others(),
    batchSize: 4,
    step: 3,
  },
  { name: "a long dense sum", graph: longSum(), batchSize: 2 },
];
