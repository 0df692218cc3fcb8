import type { NetworkGraph } from "../graph/networkGraph";
import { initialParameter, initialStatistic } from "../graph/initialValue";
import { layoutOf, toTorch } from "./layout";
import { torchNames } from "./names";
import type { NamedTensor } from "./safetensors";

/** What a network's tensors are before the first step, in the lab's names and layouts. */
export function initialWeights(graph: NetworkGraph, seed: number): ReadonlyMap<string, Float32Array> {
  return new Map([
    ...graph.parameters
      .filter(({ frozen }) => frozen !== true)
      .map((one) => [one.name, initialParameter(one, seed)] as const),
    ...graph.statistics
      .filter(({ frozen }) => frozen !== true)
      .map((one) => [one.name, initialStatistic(one)] as const),
  ]);
}

/**
 * A network's parameters and running statistics as PyTorch names and lays them out, in the order of the graph.
 * @param tensors by the lab's names; optimiser slots among them are left out.
 * @throws RangeError for a tensor that is missing.
 */
export function torchTensors(graph: NetworkGraph, tensors: ReadonlyMap<string, Float32Array>): readonly NamedTensor[] {
  const names = torchNames(graph);
  const layouts = new Map(graph.parameters.map((parameter) => [parameter.name, layoutOf(graph, parameter)]));
  const shapes = new Map(graph.statistics.map(({ name, shape }) => [name, shape]));
  return [...names].map(([own, name]) => {
    const values = tensors.get(own);
    if (values === undefined) throw new RangeError(`no values of ${own}`);
    const layout = layouts.get(own) ?? { shape: shapes.get(own) ?? [] };
    return { name, shape: layout.shape, values: toTorch(layout, values) };
  });
}
