import { normalAt } from "../random/normal";
import { streamKey } from "../random/purpose";
import { unitAt } from "../random/mix32";
import type { Parameter, Statistic } from "./networkGraph";
import { sizeOf } from "./shape";

/**
 * The initial values of a parameter, drawn from the stream `(seed, "init", name)`: adding a branch changes no other
 * parameter, and every executor starts from identical bits.
 */
export function initialParameter(parameter: Parameter, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(parameter.shape));
  const { initial } = parameter;
  if (initial.kind === "constant") return values.fill(initial.value);
  const key = streamKey(seed, "init", parameter.name);
  const scale = initial.kind === "heNormal" ? Math.sqrt(2 / initial.fan) : initial.bound;
  for (let index = 0; index < values.length; index += 1) {
    const draw = initial.kind === "heNormal" ? normalAt(key, index + 1) : 2 * unitAt(key, index + 1) - 1;
    values[index] = scale * draw;
  }
  return values;
}

/** Running means start at 0, running variances at 1. */
export function initialStatistic(statistic: Statistic): Float32Array {
  return new Float32Array(sizeOf(statistic.shape)).fill(statistic.role === "variance" ? 1 : 0);
}
