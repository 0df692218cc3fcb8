import type { Batch, ExecutorPlan } from "../executor";
import type { Term } from "../../graph/term";
import { batchOf, graphOf, MOMENTUM, SEED, type Chain } from "./network";

/** What an executor of ours is to train. */
export interface Task {
  readonly plan: ExecutorPlan;
  readonly batch: Batch;
  readonly learningRate: number;
}

/** A chain under cross-entropy, as a plan for executors of ours. */
export function taskOf(chain: Chain, rows: number): Task {
  const graph = graphOf(chain);
  const term: Term = {
    kind: "crossEntropy",
    id: "ce/main",
    branch: "main",
    logits: "dense",
    smoothing: 0,
    weight: { base: 1 },
    detach: [],
    rows: "all",
  };
  const optimizer = { kind: "sgd", momentum: MOMENTUM, nesterov: false, weightDecay: 0 } as const;
  return {
    plan: { graph, terms: [term], optimizer, batchSize: rows, seed: SEED },
    batch: batchOf(chain, rows),
    learningRate: chain.learningRate,
  };
}
