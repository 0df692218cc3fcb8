import { batchOf, convsOf, graphOf, MOMENTUM, startOf, type Chain } from "../src/engine/benchmark/network";

interface Values {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A chain with its starting values and its batch as plain numbers, for a contender outside the browser (`pytorch.py`). */
export interface NativeTask {
  readonly convs: readonly {
    readonly kernel: number;
    readonly stride: number;
    readonly groups: number;
    readonly weight: Values;
  }[];
  readonly dense: Values;
  readonly images: Values;
  readonly labels: readonly number[];
  readonly learningRate: number;
  readonly momentum: number;
  readonly threads: number;
}

/** One thread: what is compared is one arm on one core. */
export function nativeTask(chain: Chain, rows: number): NativeTask {
  const graph = graphOf(chain);
  const start = startOf(graph);
  const matrices = graph.parameters
    .filter(({ shape }) => shape.length > 1)
    .map(({ name, shape }): Values => ({ shape, values: Array.from(start.get(name) ?? []) }));
  const dense = matrices.at(-1);
  if (dense === undefined) throw new Error("a chain ends in a dense layer");
  const { images, labels } = batchOf(chain, rows);
  return {
    convs: convsOf(chain).map(({ kernel, stride, groups }, index) => {
      const weight = matrices[index];
      if (weight === undefined) throw new Error(`convolution ${index} has no weights`);
      return { kernel, stride, groups, weight };
    }),
    dense,
    images: { shape: [rows, chain.size, chain.size, 3], values: Array.from(images) },
    labels: Array.from(labels),
    learningRate: chain.learningRate,
    momentum: MOMENTUM,
    threads: 1,
  };
}
