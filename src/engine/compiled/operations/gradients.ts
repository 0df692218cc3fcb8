import type { Batch, GradientResult } from "../../executor";
import { cutGradients, gradientsRun, nonZero } from "../../plan/runs";
import { copied } from "../batchInput";
import type { Core } from "../core";

/** The gradient of a weighted sum of the terms, for every parameter. */
export async function gradients(
  core: Core,
  batch: Batch,
  coefficients: Float32Array,
  step: number,
): Promise<GradientResult> {
  const own = copied(batch);
  const weights = coefficients.slice();
  return core.inOrder(async () => {
    const runnable = await core.ready(own, () => core.programs.gradients(nonZero(weights)));
    return async () => {
      const { asked } = core.programs.lowerings;
      // Parameters out of reach are not written.
      core.clearArena(asked);
      const read = core.run(runnable, own, step, gradientsRun(core.plan, own, weights));
      const [values, words] = await Promise.all([read, core.readArena(asked)]);
      return { ...values, gradients: cutGradients(asked.slots, words) };
    };
  });
}
