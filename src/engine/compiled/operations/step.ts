import type { StepInput, StepResult } from "../../executor";
import { stepRun, type Run } from "../../plan/runs";
import type { LoweredStep } from "../../plan/training";
import { copied } from "../batchInput";
import type { Core } from "../core";

/** One training step; at once and without copies when nothing stands in its way. */
export async function step(core: Core, input: StepInput): Promise<StepResult> {
  core.assertAlive();
  const { programs } = core;
  // The usual case allocates nothing: the queue copies the batch before this returns.
  if (programs.step !== undefined && core.isReady(input.batch, programs.step)) {
    return core.run(programs.step, input.batch, input.step, counted(core, input));
  }
  const own = ownStep(input);
  return core.inOrder(async () => {
    const runnable = await core.ready(own.batch, () => programs.makeStep());
    return () => core.run(runnable, own.batch, own.step, counted(core, own));
  });
}

/** A step's input, copied for who must wait. */
export function ownStep(input: StepInput): StepInput {
  return { ...input, coefficients: input.coefficients.slice(), batch: copied(input.batch) };
}

/** A step that counts itself when its numbers are written. */
export function counted(core: Core, input: StepInput): Run<LoweredStep, StepResult> {
  const run = stepRun(core.plan, input);
  return {
    ...run,
    write: (lowered) => {
      run.write(lowered);
      core.steps = input.step + 1;
    },
  };
}
