import { GraphBuilder, type Scope } from "../../graph/graphBuilder";
import type { Head, NetworkGraph } from "../../graph/networkGraph";
import type { Shape } from "../../graph/shape";
import type { Term } from "../../graph/term";
import { drawAt } from "../../random/mix32";
import type { Batch, ExecutorPlan } from "../executor";

export const SCOPE: Scope = { branch: "main", stage: "s1", path: "" };

/**
 * A network for tests: `grow` builds on the input and returns one tensor per head; every head ends in a linear
 * classifier, after global pooling where its tensor is a map.
 */
export function smallNetwork(
  input: Shape,
  classes: number,
  grow: (builder: GraphBuilder) => Readonly<Record<string, string>>,
): NetworkGraph {
  const builder = new GraphBuilder(input);
  const ends = Object.entries(grow(builder));
  const heads = ends.map(([branch, tensor]): Head => {
    const scope = { branch, stage: "head", path: `head.${branch}` };
    const isMap = builder.shapeOf(tensor).length === 3;
    const embedding = isMap ? builder.apply(scope, "mean", { op: "globalMean" }, tensor) : tensor;
    const logits = builder.dense(scope, "dense", embedding, classes);
    return { branch, design: "test", logits, embedding, features: tensor, observer: false };
  });
  const { nodes, parameters, statistics } = builder;
  return { input, classes, nodes, parameters, statistics, sites: [], heads, stages: ["stem", "s1", "s2"] };
}

/** Cross-entropy of every head. */
export function crossEntropies(graph: NetworkGraph): readonly Term[] {
  return graph.heads.map(({ branch, logits }): Term => ({
    ...termBase(`ce/${branch}`, branch),
    kind: "crossEntropy",
    logits,
    smoothing: 0,
  }));
}

/** What all terms have, at its plainest. */
export function termBase(id: string, branch = "main") {
  return { id, branch, weight: { base: 1 }, detach: [] as readonly string[], rows: "all" as const };
}

export function planOf(graph: NetworkGraph, terms: readonly Term[], batchSize: number): ExecutorPlan {
  const optimizer = { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 } as const;
  return { graph, terms, optimizer, batchSize, seed: 7 };
}

/** Numbers in −1 … 1 that never change. */
export function noise(key: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => drawAt(key, index + 1) / 2 ** 31 - 1);
}

export function batchOf(plan: ExecutorPlan, key = 11): Batch {
  const [height = 1, width = 1, channels = 1] = plan.graph.input;
  const { batchSize, graph } = plan;
  return {
    images: noise(key, batchSize * height * width * channels),
    labels: Int32Array.from({ length: batchSize }, (_, row) => drawAt(key + 1, row + 1) % graph.classes),
  };
}
