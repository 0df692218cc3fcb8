import { baseLearningRate } from "../experiment/network";
import { scheduleFactor } from "../experiment/schedule";
import { writeCoefficients } from "./coefficients";
import type { Batch, StepInput } from "../engine/executor";
import type { TrainingArm, TrainingRun } from "./trainingRun";

/** The learning rate of all arms at a zero-based step. */
export function learningRateAt({ experiment }: Pick<TrainingRun, "experiment">, step: number): number {
  return baseLearningRate(experiment) * scheduleFactor(experiment.training, step);
}

/** Everything that an arm's step depends on besides its state: a function of the experiment and the step. */
export function stepInput(
  run: Pick<TrainingRun, "experiment">,
  arm: TrainingArm,
  batch: Batch,
  step: number,
): StepInput {
  const { experiment } = run;
  writeCoefficients(arm.coefficients, arm.plan.terms, experiment.seed, step, experiment.training.budget);
  return { step, learningRate: learningRateAt(run, step), coefficients: arm.coefficients, batch };
}
