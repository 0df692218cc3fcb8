import { GraphBuilder, type Scope } from "../../graph/graphBuilder";
import { initialParameter } from "../../graph/initialValue";
import type { NetworkGraph } from "../../graph/networkGraph";
import { drawAt } from "../../random/mix32";

/** One convolution with batch norm and ReLU. */
export interface Layer {
  readonly filters: number;
  readonly stride: number;
  /** Depthwise 3×3 before a pointwise convolution, each with batch norm and ReLU. */
  readonly separable?: boolean;
}

/** A plain chain of convolutions, global mean, linear classifier: what every contender can express. */
export interface Chain {
  readonly name: string;
  readonly size: number;
  readonly classes: number;
  readonly layers: readonly Layer[];
  /**
   * Small enough that equally right engines stay together: an activation within rounding of its kink, of which a deep
   * network has about one per step, moves a gradient by a thousandth.
   */
  readonly learningRate: number;
}

const strided = (filters: number, stride = 1): Layer => ({ filters, stride });
const separable = (filters: number, stride = 1): Layer => ({ filters, stride, separable: true });

/** What every contender can express, and the lab's own figures are about. */
export const conv7: Chain = {
  name: "7 convolutions",
  size: 32,
  classes: 10,
  learningRate: 0.05,
  layers: [strided(16), strided(16), strided(16), strided(32, 2), strided(32), strided(64, 2), strided(64)],
};

export const CHAINS: { readonly [name: string]: Chain } = {
  conv7,
  depthwise: {
    name: "depthwise",
    size: 32,
    classes: 10,
    learningRate: 0.01,
    layers: [strided(16), separable(32), separable(64, 2), separable(64), separable(128, 2), separable(128)],
  },
};

/** A convolution as contenders see it: its kernel is `[3 or 1, 3 or 1, in / groups, out]`. */
export interface ChainConv {
  readonly name: string;
  readonly kernel: number;
  readonly stride: number;
  readonly inputs: number;
  readonly filters: number;
  readonly groups: number;
}

export function convsOf(chain: Chain): readonly ChainConv[] {
  let inputs = 3;
  return chain.layers.flatMap(({ filters, stride, separable: split }, index) => {
    const from = inputs;
    inputs = filters;
    if (split !== true) return [{ name: `${index}`, kernel: 3, stride, inputs: from, filters, groups: 1 }];
    return [
      { name: `${index}d`, kernel: 3, stride, inputs: from, filters: from, groups: from },
      { name: `${index}p`, kernel: 1, stride: 1, inputs: from, filters, groups: 1 },
    ];
  });
}

export function graphOf(chain: Chain): NetworkGraph {
  const builder = new GraphBuilder([chain.size, chain.size, 3]);
  const scope: Scope = { branch: "main", stage: "s1", path: "" };
  let features = "input";
  for (const { name, kernel, stride, filters, groups } of convsOf(chain)) {
    const half = Math.floor(kernel / 2);
    features = builder.convNorm(
      scope,
      name,
      features,
      { filters, kernel, stride, groups, padding: [half, half] },
      "relu",
    );
  }
  const embedding = builder.apply(scope, "mean", { op: "globalMean" }, features);
  const logits = builder.dense(scope, "dense", embedding, chain.classes);
  const { nodes, parameters, statistics } = builder;
  const heads = [{ branch: "main", design: "linear", logits, embedding, features, observer: false }];
  const input = [chain.size, chain.size, 3];
  return { input, classes: chain.classes, nodes, parameters, statistics, sites: [], heads, stages: ["s1"] };
}

export const SEED = 1;
export const MOMENTUM = 0.9;

/** Starting values by parameter name, the same for all contenders. */
export function startOf(graph: NetworkGraph): ReadonlyMap<string, Float32Array> {
  return new Map(graph.parameters.map((parameter) => [parameter.name, initialParameter(parameter, SEED)]));
}

export function batchOf(chain: Chain, rows: number): { readonly images: Float32Array; readonly labels: Int32Array } {
  return {
    images: Float32Array.from({ length: rows * chain.size ** 2 * 3 }, (_, i) => drawAt(5, i + 1) / 2 ** 31 - 1),
    labels: Int32Array.from({ length: rows }, (_, row) => drawAt(6, row + 1) % chain.classes),
  };
}
