import type { Experiment } from "./experiment";
import { trainingFields } from "./fields";

/** How far a diverged run goes back. */
export const STEPS_BACK = 50;

/** The step to which a run that diverged goes back: its experiment and the cut one are the same up to there. */
export function stepBack(step: number): number {
  return Math.max(0, step - STEPS_BACK);
}

/**
 * The experiment with a third of the learning rate from a step on.
 * @returns undefined where it has as many cuts as it may have.
 */
export function withCut(experiment: Experiment, step: number): Experiment | undefined {
  const { training } = experiment;
  const { control } = trainingFields.cuts;
  const cuts = [...training.cuts, step].sort((a, b) => a - b);
  if (control.widget === "list" && cuts.length > control.length) return undefined;
  return { ...experiment, training: { ...training, cuts } };
}
