import type { NetworkGraph } from "../graph/networkGraph";
import type { BadTensor } from "./executor";

/** No working network comes near; GPUs may turn an overflow into a huge number instead of infinity. */
const ABSURD = 1e30;

/**
 * The tensor when it holds a value that is not finite or beyond all sense; undefined when all is well.
 * @param limit what is beyond all sense.
 */
export function badTensor(
  kind: BadTensor["kind"],
  name: string,
  values: Float32Array,
  limit = ABSURD,
): BadTensor | undefined {
  for (const value of values) if (!(Math.abs(value) < limit)) return { kind, name, value };
  return undefined;
}

/**
 * The first bad one of a snapshot's parameters and running statistics, in graph order.
 * @param tensors by name; optimiser slots are left aside, since what is wrong with them reaches a parameter at once.
 */
export function badParameter(
  { parameters, statistics }: Pick<NetworkGraph, "parameters" | "statistics">,
  tensors: ReadonlyMap<string, Float32Array>,
): BadTensor | undefined {
  for (const [kind, list] of [
    ["parameter", parameters],
    ["statistic", statistics],
  ] as const) {
    for (const { name } of list) {
      const bad = badTensor(kind, name, tensors.get(name) ?? new Float32Array());
      if (bad !== undefined) return bad;
    }
  }
  return undefined;
}
