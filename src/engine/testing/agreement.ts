import { initialParameter } from "../../graph/initialValue";
import type { Batch, Executor, ExecutorPlan } from "../executor";
import { referenceForward, type Values } from "./referenceForward";
import { referenceTerm } from "./referenceTerms";
import { noise } from "./smallNetwork";

/** Accepted error of f32 kernels against doubles, relative to the largest value, or to the gradient's length. */
const TOLERANCE = 1e-4;
/** Small, so that hardly any activation crosses its kink between the two sides of a difference. */
const STEP = 1e-6;

export interface AgreementOptions {
  readonly step?: number;
  /** Keeps a parameter's derivative out: detached tensors make the loss a different function of it. */
  readonly skip?: (parameter: string) => boolean;
  readonly lowest?: number;
}

/**
 * Compares an executor's term values, logits and gradients with the reference: the gradient of every parameter along
 * two directions with a central difference in double precision.
 * @throws Error naming what differs.
 */
export async function expectAgreement(
  executor: Executor,
  plan: ExecutorPlan,
  batch: Batch,
  coefficients: Float32Array,
  options: AgreementOptions = {},
): Promise<void> {
  const { graph, terms } = plan;
  const { values: state } = await parametersOf(executor, plan);
  const result = await executor.gradients(batch, coefficients, options.step ?? 0);
  const evaluate = (
    values: Values,
    constants?: Values,
  ): { readonly tensors: Values; readonly losses: readonly number[] } => {
    const tensors = referenceForward({
      graph,
      rows: plan.batchSize,
      images: Float64Array.from(batch.images),
      values,
      training: true,
      seed: plan.seed,
      step: options.step ?? 0,
    });
    const losses = terms.map((term) =>
      referenceTerm(term, {
        graph,
        rows: plan.batchSize,
        labels: batch.labels,
        tensors,
        constants: constants ?? tensors,
        parameters: values,
        ...(options.lowest === undefined ? {} : { lowest: options.lowest }),
      }),
    );
    return { tensors, losses };
  };
  const base = evaluate(state);
  expectClose("losses", result.losses, base.losses);
  graph.heads.forEach(({ branch, logits }, index) => {
    expectClose(`logits of ${branch}`, result.logits[index] ?? [], base.tensors.get(logits) ?? []);
  });
  const total = (losses: readonly number[]): number =>
    losses.reduce((sum, loss, index) => sum + loss * (coefficients[index] ?? 0), 0);
  graph.parameters.forEach(({ name }, index) => {
    if (options.skip?.(name) === true) return;
    const gradient = result.gradients.get(name) ?? new Float32Array();
    const length = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    for (const key of [1000 + index, 5000 + index]) {
      const direction = noise(key, state.get(name)?.length ?? 0);
      const moved = (sign: number): number => {
        const values = new Map(state);
        values.set(
          name,
          (state.get(name) ?? new Float64Array()).map((v, i) => v + sign * STEP * (direction[i] ?? 0)),
        );
        return total(evaluate(values, base.tensors).losses);
      };
      const expected = (moved(1) - moved(-1)) / (2 * STEP);
      const got = direction.reduce((sum, d, i) => sum + d * (gradient[i] ?? 0), 0);
      const size = Math.sqrt(direction.reduce((sum, d) => sum + d * d, 0));
      const error = Math.abs(got - expected) / Math.max(1e-3, length * size);
      if (!(error < 3 * TOLERANCE)) {
        throw new Error(`gradient of ${name}: ${got} along a direction, ${expected} by difference`);
      }
    }
  });
}

/** Parameters of the executor in double precision. */
async function parametersOf(executor: Executor, plan: ExecutorPlan): Promise<{ readonly values: Values }> {
  const { tensors } = await executor.snapshot();
  const values = new Map([...tensors].map(([name, value]) => [name, Float64Array.from(value)]));
  for (const parameter of plan.graph.parameters) {
    if (!values.has(parameter.name))
      values.set(parameter.name, Float64Array.from(initialParameter(parameter, plan.seed)));
  }
  return { values };
}

export function expectClose(
  what: string,
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  tolerance = TOLERANCE,
): void {
  if (got.length !== want.length) throw new Error(`${what}: ${got.length} values, expected ${want.length}`);
  let [largest, worst] = [1e-6, 0];
  for (let index = 0; index < want.length; index += 1) {
    largest = Math.max(largest, Math.abs(want[index] ?? 0));
    const difference = Math.abs((got[index] ?? Number.NaN) - (want[index] ?? Number.NaN));
    worst = difference >= worst || Number.isNaN(difference) ? difference : worst;
  }
  if (!(worst / largest < tolerance))
    throw new Error(`${what}: relative error ${worst / largest}, allowed ${tolerance}`);
}
