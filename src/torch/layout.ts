import type { NetworkGraph, Parameter } from "../graph/networkGraph";
import { asMap, type Shape } from "../graph/shape";

/** Where each value of a tensor stands in PyTorch's layout. */
export interface Layout {
  /** In PyTorch. */
  readonly shape: Shape;
  /** `[values]`, by place in PyTorch's layout the place in the lab's; absent where both are the same. */
  readonly places?: Uint32Array;
}

/**
 * How a parameter is laid out in PyTorch. Kernels `[k, k, in, out]` become `[out, in, k, k]`; weights of linear layers
 * `[in, out]` become `[out, in]`, and where a map was flattened before them, its channels come first there and last here.
 */
export function layoutOf(graph: NetworkGraph, parameter: Parameter): Layout {
  const { shape, role } = parameter;
  if (role === "kernel") return permuted(shape, [3, 2, 0, 1]);
  if (role !== "weight") return { shape };
  const [inputs = 0, outputs = 0] = shape;
  const map = flattenedMap(graph, parameter.name);
  const { height, width, channels } = map ?? { height: 1, width: 1, channels: inputs };
  const { places } = permuted([height, width, channels, outputs], [3, 2, 0, 1]);
  return { shape: [outputs, inputs], ...(places === undefined ? {} : { places }) };
}

/** The map that is flattened right before a linear layer. */
function flattenedMap(graph: NetworkGraph, weight: string): ReturnType<typeof asMap> | undefined {
  const dense = graph.nodes.find(({ parameters }) => parameters[0] === weight);
  const before = graph.nodes.find(({ name }) => name === dense?.inputs[0]);
  if (before?.primitive.op !== "flatten") return undefined;
  const map = graph.nodes.find(({ name }) => name === before.inputs[0]);
  return map === undefined ? undefined : asMap(map.shape, map.name);
}

/** @param axes of the result, each the number of an axis of `shape`. */
function permuted(shape: Shape, axes: readonly number[]): Layout & { readonly places: Uint32Array } {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  const to = axes.map((axis) => shape[axis] ?? 1);
  const steps = axes.map((axis) => strides[axis] ?? 1);
  const places = new Uint32Array(to.reduce((product, extent) => product * extent, 1));
  const index = to.map(() => 0);
  for (let place = 0; place < places.length; place += 1) {
    places[place] = index.reduce((sum, at, axis) => sum + at * (steps[axis] ?? 0), 0);
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (to[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return { shape: to, places };
}

/** Values in PyTorch's layout. */
export function toTorch({ places }: Layout, values: Float32Array): Float32Array {
  return places === undefined ? values : Float32Array.from(places, (place) => values[place] ?? 0);
}

/** Values in the lab's layout. */
export function fromTorch({ places }: Layout, values: Float32Array): Float32Array {
  if (places === undefined) return values;
  const own = new Float32Array(values.length);
  places.forEach((place, index) => (own[place] = values[index] ?? 0));
  return own;
}
