import { baseLearningRate } from "../experiment/network";
import { scheduleFactor } from "../experiment/schedule";
import { coefficientsAt } from "./coefficients";
import { weighed } from "./combineLosses";
import type { Batch, StepInput } from "../engine/executor";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/** The learning rate of all arms at a zero-based step. */
export function learningRateAt({ experiment }: Pick<TrainingRun, "experiment">, step: number): number {
  return baseLearningRate(experiment) * scheduleFactor(experiment.training, step);
}

/**
 * Everything that an arm's step depends on besides its state: a function of the experiment and the step.
 * @param weights what each head's loss counts where a rule says so.
 */
export function stepInput(
  run: Pick<TrainingRun, "experiment">,
  arm: Pick<TrainingArm, "plan" | "graph">,
  batch: Batch,
  step: number,
  weights?: readonly number[] | null,
): StepInput {
  const { experiment } = run;
  const coefficients = coefficientsAt(arm.plan.terms, experiment.seed, step, experiment.training.budget);
  return { step, learningRate: learningRateAt(run, step), coefficients: weighed(arm, coefficients, weights), batch };
}
