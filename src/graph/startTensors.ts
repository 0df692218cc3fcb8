import type { NetworkGraph } from "./networkGraph";
import { shippedGraph } from "./shippedGraph";
import { sizeOf } from "./shape";
import { TEACHER } from "./withTeacher";

/** What is kept beside the weights of a network, its optimiser's and its methods'. */
const BESIDE = /^(momentum|moment1|moment2|state)\//;

/**
 * What of given weights a network starts with: everything that learns, or, where they hold no branch, main's head and all that it
 * depends on. What optimisers keep and frozen copies are passed over.
 * @returns also every name that is missing, unknown or of another size: where there is one, they are another network's.
 */
export function startTensors(
  graph: NetworkGraph,
  given: ReadonlyMap<string, Float32Array>,
): { readonly tensors: ReadonlyMap<string, Float32Array>; readonly differing: readonly string[] } {
  const { own, differing } = startSizes(graph, new Map([...given].map(([name, values]) => [name, values.length])));
  const kept = new Set(own);
  return { tensors: new Map([...given].filter(([name]) => kept.has(name))), differing };
}

/** Why a network cannot start from weights: their trunk is another, or it is the same and other branches hang off it. */
export type StartMisfit = "trunk" | "branches";

/**
 * Whether a network can start from given weights, by how many values each of them has.
 * @returns what differs; undefined where nothing does.
 */
export function startMisfit(graph: NetworkGraph, sizes: ReadonlyMap<string, number>): StartMisfit | undefined {
  const { differing, main } = startSizes(graph, sizes);
  if (differing.length === 0) return undefined;
  return [...main].every(([name, size]) => sizes.get(name) === size) ? "branches" : "trunk";
}

/** How many values the weights of a whole network have, by name. */
export const sizesOf = (graph: NetworkGraph): ReadonlyMap<string, number> => learntIn(graph);

function startSizes(
  graph: NetworkGraph,
  given: ReadonlyMap<string, number>,
): {
  readonly own: readonly string[];
  readonly differing: readonly string[];
  readonly main: ReadonlyMap<string, number>;
} {
  const main = learntIn(shippedGraph(graph));
  const own = [...given.keys()].filter((name) => !BESIDE.test(name) && !name.startsWith(`${TEACHER}.`));
  const wanted = own.some((name) => !main.has(name)) ? learntIn(graph) : main;
  const lacks = [...wanted.keys()].filter((name) => !given.has(name));
  const odd = own.filter((name) => wanted.get(name) !== given.get(name));
  return { own, differing: [...lacks, ...odd], main };
}

/** How many values each parameter and statistic has that is not frozen. */
function learntIn({ parameters, statistics }: NetworkGraph): ReadonlyMap<string, number> {
  return new Map(
    [...parameters, ...statistics].flatMap(({ name, shape, frozen }) =>
      frozen === true ? [] : [[name, sizeOf(shape)] as const],
    ),
  );
}
