import type { NetworkGraph, Parameter } from "../graph/networkGraph";
import { pathParameters } from "../graph/sharedPath";
import type { ProbeLayer, ProbeLoss, ProbeResult } from "./executor";

/** Trunk layers that at least one branch shares with main, in graph order: where agreement can be measured. */
export function probeLayers(graph: NetworkGraph): readonly ProbeLayer[] {
  const main = pathParameters(graph, "main");
  const shared = new Set(
    graph.heads
      .filter((head) => head.branch !== "main")
      .flatMap((head) => pathParameters(graph, head.branch))
      .map((parameter) => parameter.name),
  );
  const layers = new Map<string, ProbeLayer>();
  for (const { name, layer, stage } of main) if (shared.has(name)) layers.set(layer, { layer, stage });
  return [...layers.values()];
}

/** What a probe finds where there is nothing to compare: no losses, or no layer that a branch shares with main. */
export function nothingProbed(layers: readonly ProbeLayer[], losses: readonly ProbeLoss[]): ProbeResult {
  return { layers, losses: losses.map(({ id }) => id), gram: new Float64Array(0), features: [] };
}

/**
 * Inner products of every pair of gradients, summed over the parameters of each layer, in double precision.
 * @param gradients by loss, then by parameter, in the order of `parameters`.
 * @returns `[layers × losses × losses]`
 */
export function gramMatrices(
  layers: readonly ProbeLayer[],
  parameters: readonly Parameter[],
  gradients: readonly (readonly Float32Array[])[],
): Float64Array {
  const count = gradients.length;
  const gram = new Float64Array(layers.length * count * count);
  const index = new Map(layers.map(({ layer }, position) => [layer, position]));
  parameters.forEach((parameter, position) => {
    const layer = index.get(parameter.layer);
    if (layer === undefined) return;
    for (let a = 0; a < count; a += 1) {
      for (let b = a; b < count; b += 1) {
        const product = inner(gradients[a]?.[position], gradients[b]?.[position]);
        const base = layer * count * count;
        gram[base + a * count + b] = (gram[base + a * count + b] ?? 0) + product;
        if (a !== b) gram[base + b * count + a] = (gram[base + b * count + a] ?? 0) + product;
      }
    }
  });
  return gram;
}

function inner(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
