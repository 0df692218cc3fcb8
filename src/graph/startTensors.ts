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
  const own = learntIn(graph);
  const main = learntIn(shippedGraph(graph));
  const tensors = new Map([...given].filter(([name]) => !BESIDE.test(name) && !name.startsWith(`${TEACHER}.`)));
  const whole = [...tensors.keys()].some((name) => !main.has(name));
  const wanted = whole ? own : main;
  const lacks = [...wanted.keys()].filter((name) => !tensors.has(name));
  const odd = [...tensors].flatMap(([name, values]) => (wanted.get(name) === values.length ? [] : [name]));
  return { tensors, differing: [...lacks, ...odd] };
}

/** How many values each parameter and statistic has that is not frozen. */
function learntIn({ parameters, statistics }: NetworkGraph): ReadonlyMap<string, number> {
  return new Map(
    [...parameters, ...statistics].flatMap(({ name, shape, frozen }) =>
      frozen === true ? [] : [[name, sizeOf(shape)] as const],
    ),
  );
}
