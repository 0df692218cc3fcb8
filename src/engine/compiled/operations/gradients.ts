import type { Batch, GradientResult } from "../../executor";
import { copied } from "../batchInput";
import { labelScalesOf, scaledLosses, writeTerms } from "../../plan/controlNumbers";
import { nonZero, offsetOf, type Core, type Operation } from "../core";
import type { Lowered } from "../../plan/training";

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
      const { asked } = core.programs;
      // Parameters out of reach are not written.
      core.clearArena(asked);
      const read = core.run(runnable, own, step, operationOf(core, own, weights));
      const [values, words] = await Promise.all([read, core.readArena(asked)]);
      const found = [...asked.slots].map(([name, slot]) => {
        const offset = offsetOf(slot);
        return [name, words.slice(offset, offset + slot.words)] as const;
      });
      return { ...values, gradients: new Map(found) };
    };
  });
}

function operationOf(
  { plan: { graph, terms, batchSize, ...plan } }: Core,
  { labels }: Batch,
  weights: Float32Array,
): Operation<Lowered, Omit<GradientResult, "gradients">> {
  const scales = labelScalesOf({ ...plan, batchSize }, terms, labels);
  return {
    write: (lowered) =>
      writeTerms(lowered.control, lowered.terms.control, {
        value: () => 1,
        gradient: (term) => weights[term] ?? 0,
        scales,
        images: [0, batchSize],
      }),
    parse: (view, { results }) => ({
      losses: scaledLosses(new Float32Array(view, 0, terms.length).slice(), scales),
      logits: graph.heads.map(({ branch }) => {
        const offset = 4 * offsetOf(results.slots.get(`logits/${branch}`));
        return new Float32Array(view, offset, batchSize * graph.classes).slice();
      }),
    }),
  };
}
