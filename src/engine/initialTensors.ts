import { initialParameter, initialStatistic } from "../graph/initialValue";
import { sizeOf } from "../graph/shape";
import type { ExecutorPlan } from "./executor";

/**
 * Every parameter and running statistic before the first step: drawn from the seed, or given, as all of a frozen network are.
 * @throws Error naming the first tensor of a frozen network that was not given, or the first that has another size.
 */
export function initialTensors({
  graph,
  seed,
  frozen,
  start,
}: Pick<ExecutorPlan, "graph" | "seed" | "frozen" | "start">): ReadonlyMap<string, Float32Array> {
  const given = (name: string, size: number): Float32Array => {
    const values = frozen?.get(name);
    if (values?.length === size) return values;
    throw new Error(`${name}: ${size} values of a frozen network are needed, ${values?.length ?? 0} were given`);
  };
  const begun = (name: string, size: number): Float32Array | undefined => {
    const values = start?.get(name);
    if (values === undefined || values.length === size) return values;
    throw new Error(`${name}: ${size} values to start with are needed, ${values.length} were given`);
  };
  return new Map(
    [
      ...graph.parameters.map((parameter) => ({ parameter, draw: () => initialParameter(parameter, seed) })),
      ...graph.statistics.map((parameter) => ({ parameter, draw: () => initialStatistic(parameter) })),
    ].map(({ parameter: { name, shape, frozen: fixed }, draw }) => [
      name,
      fixed === true ? given(name, sizeOf(shape)) : (begun(name, sizeOf(shape)) ?? draw()),
    ]),
  );
}
