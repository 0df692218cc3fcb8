import type { RunSnapshot } from "../protocol/command";
import type { Divergence } from "../protocol/event";
import { badParameter } from "../engine/badTensor";
import type { FoundDivergence } from "./divergenceCheck";
import type { BadTensor, Snapshot } from "../engine/executor";
import { initialTensors } from "../engine/initialTensors";
import { combineLosses, heldOf } from "./combineLosses";
import { inspectArm, stepArm } from "./stepArm";
import { stepInput } from "./stepInput";
import type { TrainingRun } from "./trainingRun";

/** A cross-entropy is at most the spread of the logits, so that a loss of 1e8 comes from values not much smaller. */
const ABSURD_LOSS_PART = 1e7;

/**
 * Finds the first tensor that went wrong, after the fact: takes the steps since the last good state once more, which gives
 * the same numbers, and looks at every tensor of the step after which something was no longer finite. Leaves the arm in
 * no usable state.
 * @param from a state at or before the step; the untrained network when absent.
 * @returns the divergence with the tensor's name, or as it was noticed when all tensors are in order.
 */
export async function explainDivergence(
  run: TrainingRun,
  { arm: index, divergence }: FoundDivergence,
  from: RunSnapshot | undefined,
  signal: AbortSignal,
): Promise<Divergence> {
  const arm = run.arms[index];
  if (arm === undefined) return divergence;
  const { executor, graph } = arm;
  const tensors = from?.arms[index]?.tensors ?? initialTensors({ ...arm, seed: run.experiment.seed });
  const variants = from?.arms[index]?.variants ?? executor.variants;
  let held = heldOf(from);
  const input = (step: number) => stepInput(run, arm, run.batches.build(step), step, held?.weights[index]);
  const named = (bad: BadTensor, step: number): Divergence => ({
    arm: divergence.arm,
    what: bad.name,
    value: String(bad.value),
    kind: bad.kind,
    step,
    ...(divergence.kind === undefined ? { term: divergence.what } : {}),
  });
  // A loss may be beyond all sense while every number is still finite: then what is as large as it is looked for.
  const limit = Number.isFinite(Number(divergence.value)) ? ABSURD_LOSS_PART : undefined;
  let before: Snapshot = { step: from?.step ?? 0, tensors, variants };
  const stale = badParameter(graph, tensors);
  if (stale !== undefined) return named(stale, before.step);
  await executor.restore(before);
  for (let step = before.step; step < divergence.step && !signal.aborted; step += 1) {
    // The other arms are no longer where they were at that step; nobody asks for their weights.
    held = await combineLosses(run, step, held, index);
    await stepArm(arm, input(step));
    const after = await executor.snapshot();
    const broken = badParameter(graph, after.tensors);
    if (broken !== undefined || step === divergence.step - 1) {
      await executor.restore(before);
      const bad = (await inspectArm(arm, input(step), limit)) ?? broken;
      return bad === undefined ? divergence : named(bad, step + 1);
    }
    before = after;
  }
  return divergence;
}
