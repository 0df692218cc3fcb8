import type { StepInput, StepResult } from "./executor";
import type { TrainingArm } from "./trainingRun";

/**
 * One training step of an arm: a joint update, or one update after the other, each branch on its own terms with a fresh
 * forward pass over the same batch. The results of a branch are those of its own turn.
 */
export async function stepArm(arm: TrainingArm, input: StepInput): Promise<StepResult> {
  const { executor, plan, graph, turns } = arm;
  if (turns === undefined) return executor.step(input);
  const done = await Promise.all(
    turns.map(({ branches, coefficients }, group) => {
      coefficients.set(input.coefficients);
      plan.terms.forEach((term, index) => {
        if (!branches.includes(term.branch)) coefficients[2 * index + 1] = 0;
      });
      return executor.step({ ...input, coefficients, group });
    }),
  );
  const turnOf = (branch: string): StepResult | undefined =>
    done[turns.findIndex(({ branches }) => branches.includes(branch))];
  return {
    losses: Float32Array.from(plan.terms, ({ branch }, index) => turnOf(branch)?.losses[index] ?? Number.NaN),
    correct: Int32Array.from(graph.heads, ({ branch }, index) => turnOf(branch)?.correct[index] ?? 0),
  };
}
