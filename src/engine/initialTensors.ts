import { initialParameter, initialStatistic } from "../graph/initialValue";
import { sizeOf } from "../graph/shape";
import type { ExecutorPlan } from "./executor";

/**
 * Every parameter and running statistic before the first step: drawn from the seed, or given for frozen networks.
 * @throws Error naming the first frozen tensor that was not given, or has another size.
 */
export function initialTensors({
  graph,
  seed,
  frozen,
}: Pick<ExecutorPlan, "graph" | "seed" | "frozen">): ReadonlyMap<string, Float32Array> {
  const given = (name: string, size: number): Float32Array => {
    const values = frozen?.get(name);
    if (values?.length === size) return values;
    throw new Error(`${name}: ${size} values of a frozen network are needed, ${values?.length ?? 0} were given`);
  };
  return new Map(
    [
      ...graph.parameters.map((parameter) => ({ parameter, draw: () => initialParameter(parameter, seed) })),
      ...graph.statistics.map((parameter) => ({ parameter, draw: () => initialStatistic(parameter) })),
    ].map(({ parameter: { name, shape, frozen: fixed }, draw }) => [
      name,
      fixed === true ? given(name, sizeOf(shape)) : draw(),
    ]),
  );
}
