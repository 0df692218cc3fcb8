import { isSuspect } from "./divergenceCheck";
import { watchArms, type Evaluation } from "./evaluateArms";
import { probeArms } from "./probeArms";
import type { Due } from "./schedule";
import type { EventBody } from "./trainEnvironment";
import type { TrainingRun } from "./trainingRun";

/** What a measurement told besides its events. */
export interface Measured {
  readonly evaluation: Evaluation | undefined;
  /** Something in it was no number: the parameters should be looked at. */
  readonly suspect: boolean;
}

/** Evaluation first, then the probe of the step's own batch: both see the network after `step` updates. */
export async function* measureAt(
  run: TrainingRun,
  step: number,
  due: Pick<Due, "evaluate" | "probe" | "parts" | "noise">,
  now: () => number,
): AsyncGenerator<EventBody, Measured> {
  const { measure, training } = run.experiment;
  const evaluation = due.evaluate ? await watchArms(run, measure.evaluateImages) : undefined;
  if (evaluation !== undefined) yield { step, type: "evaluation", final: false, ...evaluation };
  if (!due.probe) return { evaluation, suspect: isSuspect(evaluation, []) };
  const began = now();
  const time = { images: training.batchSize, step, budget: training.budget, parts: due.parts, noise: due.noise };
  const arms = await probeArms(run.arms, run.batches.build(step), time);
  yield { step, type: "probe", kind: "live", arms, probeMs: now() - began };
  return { evaluation, suspect: isSuspect(evaluation, arms) };
}
