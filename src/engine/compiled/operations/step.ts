import type { StepInput, StepResult } from "../../executor";
import { copied } from "../batchInput";
import { labelScalesOf, scaledLosses, writeOptimizers, writeTerms, type LabelScales } from "../../plan/controlNumbers";
import type { Core, Operation } from "../core";
import type { LoweredStep } from "../../plan/training";

/** One training step; at once and without copies when nothing stands in its way. */
export async function step(core: Core, input: StepInput): Promise<StepResult> {
  core.assertAlive();
  const { programs } = core;
  // The usual case allocates nothing: the queue copies the batch before this returns.
  if (core.isReady(input.batch, programs.step)) {
    return core.run(programs.step, input.batch, input.step, operationOf(core, input));
  }
  const own = ownStep(input);
  return core.inOrder(async () => {
    const runnable = await core.ready(own.batch, () => programs.step);
    return () => core.run(runnable, own.batch, own.step, operationOf(core, own));
  });
}

/** A step's input, copied for who must wait. */
export function ownStep(input: StepInput): StepInput {
  return { ...input, coefficients: input.coefficients.slice(), batch: copied(input.batch) };
}

/** Writes what changes from step to step. */
export function writeStep(core: Core, input: StepInput, lowered: LoweredStep, scales: LabelScales): void {
  const { control, terms, optimizers } = lowered;
  const { coefficients } = input;
  writeTerms(control, terms.control, {
    value: (term) => coefficients[2 * term] ?? 0,
    gradient: (term) => coefficients[2 * term + 1] ?? 0,
    scales,
    images: [0, core.plan.batchSize],
  });
  writeOptimizers(control, optimizers, core.plan.optimizer, input);
}

function operationOf(core: Core, input: StepInput): Operation<LoweredStep, StepResult> {
  const { terms, graph } = core.plan;
  const scales = labelScalesOf(core.plan, terms, input.batch.labels);
  return {
    write: (lowered) => {
      writeStep(core, input, lowered, scales);
      core.steps = input.step + 1;
    },
    parse: (view) => {
      const numbers = new Float32Array(view);
      const counts = numbers.subarray(terms.length, terms.length + graph.heads.length);
      return { losses: scaledLosses(numbers.slice(0, terms.length), scales), correct: Int32Array.from(counts) };
    },
  };
}
