import type { Engine } from "../engine";
import type { Executor, ExecutorPlan, Snapshot } from "../executor";

/** An engine whose networks learn to count: a step adds one, and every loss is a function of the count. */
export interface CountingEngine extends Engine {
  /** Every step waits for it. */
  gate: Promise<unknown>;
  /** From now on nothing runs on it. */
  lose(error: Error): void;
  /** Steps that its executors have taken. */
  readonly steps: number;
  readonly disposed: boolean;
}

/** Its numbers depend on the state alone, so that a run that goes on can be told from one that begins anew. */
export function createCountingEngine(): CountingEngine {
  let lost: Error | undefined;
  let steps = 0;
  let disposed = false;

  const executorOf = ({ graph, terms }: ExecutorPlan): Executor => {
    let count = 0;
    const snapshot = (): Snapshot => ({
      step: count,
      tensors: new Map([["count", Float32Array.of(count)]]),
      variants: {},
    });
    return {
      facts: { engine: "tfjs", backend: "cpu", adapter: "" },
      variants: {},
      async step() {
        await engine.gate;
        if (lost !== undefined) throw lost;
        count += 1;
        steps += 1;
        return { losses: Float32Array.from(terms, () => 1 / count), correct: Int32Array.from(graph.heads, () => 1) };
      },
      evaluate: (images) => {
        const perImage = graph.input.reduce((product, extent) => product * extent, 1);
        const rows = ArrayBuffer.isView(images) ? images.length / perImage : images.indices.length;
        const logits = new Float32Array(rows * graph.classes).fill(count);
        return Promise.resolve(graph.heads.map(({ branch }) => ({ branch, logits })));
      },
      probe: (_batch, losses, _step, features = []) =>
        Promise.resolve({
          layers: [],
          losses: losses.map(({ id }) => id),
          gram: new Float64Array(),
          features: features.map(() => new Float32Array()),
        }),
      gradients: () => Promise.resolve({ losses: new Float32Array(), logits: [], gradients: new Map() }),
      snapshot: () => Promise.resolve(snapshot()),
      inspect: () => Promise.resolve(undefined),
      restore(saved) {
        count = saved.tensors.get("count")?.[0] ?? 0;
        return Promise.resolve();
      },
      dispose: () => undefined,
    };
  };

  const engine: CountingEngine = {
    record: { engine: "tfjs", backend: "cpu", adapter: "" },
    software: true,
    augments: false,
    gate: Promise.resolve(),
    lose: (error) => void (lost = error),
    get steps() {
      return steps;
    },
    get disposed() {
      return disposed;
    },
    create: (plan) => Promise.resolve(executorOf(plan)),
    fault: () => lost,
    dispose: () => void (disposed = true),
  };
  return engine;
}
