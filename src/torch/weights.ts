import type { NetworkGraph } from "../graph/networkGraph";
import { initialParameter, initialStatistic } from "../graph/initialValue";
import { showShape } from "../graph/shape";
import { shippedGraph } from "../graph/shippedGraph";
import { fromTorch, layoutOf, toTorch } from "./layout";
import { torchNames } from "./names";
import { WeightsError, type NamedTensor } from "./safetensors";

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

/** Which part of a network's weights is meant. */
export type WeightsPart = "whole" | "main";

/** Parameters and statistics of a part: everything, or main's head and what it depends on. */
export const partOf = (graph: NetworkGraph, part: WeightsPart): NetworkGraph =>
  part === "main" ? shippedGraph(graph) : graph;

/**
 * The weights of a file under the lab's names and in its layouts.
 * @param file as PyTorch names them; counters of batch norms are passed over.
 * @returns those of the whole network, or where the file has no branches of main's path alone.
 * @throws WeightsError listing every name and shape that differs, or naming a tensor whose numbers are not all finite.
 */
export function labTensors(
  graph: NetworkGraph,
  file: readonly NamedTensor[],
): { readonly part: WeightsPart; readonly tensors: ReadonlyMap<string, Float32Array> } {
  const given = new Map(
    file.filter(({ name }) => !name.endsWith(".num_batches_tracked")).map((one) => [one.name, one]),
  );
  const part = [...given.keys()].some((name) => name.startsWith("branches.")) ? "whole" : "main";
  const wanted = partOf(graph, part);
  const names = torchNames(wanted);
  const known = new Set(names.values());
  const layouts = new Map(wanted.parameters.map((parameter) => [parameter.name, layoutOf(wanted, parameter)]));
  const plain = new Map(wanted.statistics.map(({ name, shape }) => [name, { shape }]));
  const missing: string[] = [];
  const shapes: { name: string; file: string; network: string }[] = [];
  const tensors = new Map<string, Float32Array>();
  for (const [own, name] of names) {
    const found = given.get(name);
    const layout = layouts.get(own) ?? plain.get(own);
    if (found === undefined || layout === undefined) {
      missing.push(name);
      continue;
    }
    if (found.shape.join() === layout.shape.join()) tensors.set(own, fromTorch(layout, found.values));
    else shapes.push({ name, file: showShape(found.shape), network: showShape(layout.shape) });
  }
  const unknown = [...given.keys()].filter((name) => !known.has(name));
  if (missing.length + unknown.length + shapes.length > 0) {
    throw new WeightsError({ code: "otherNetwork", missing, unknown, shapes });
  }
  const odd = [...tensors].find(([, values]) => !values.every(Number.isFinite));
  if (odd !== undefined) throw new WeightsError({ code: "notFinite", tensor: names.get(odd[0]) ?? odd[0] });
  return { part, tensors };
}
