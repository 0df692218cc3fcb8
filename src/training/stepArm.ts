import type { BadTensor, StepInput, StepResult } from "../engine/executor";
import type { BranchId } from "../graph/networkGraph";
import type { TrainingArm } from "./trainingRun";

/**
 * One training step of an arm: a joint update, or one update after the other, each branch on its own terms with a fresh
 * forward pass over the same batch. The results of a branch are those of its own turn, the
 * gradient told is the longest.
 */
export async function stepArm(arm: TrainingArm, input: StepInput): Promise<StepResult> {
  const { executor, plan, graph, turns } = arm;
  if (turns === undefined) return executor.step(input);
  const done = await Promise.all(turns.map((branches, group) => executor.step(turnInput(arm, branches, group, input))));
  const turnOf = (branch: string): StepResult | undefined =>
    done[turns.findIndex((branches) => branches.includes(branch))];
  return {
    losses: Float32Array.from(plan.terms, ({ branch }, index) => turnOf(branch)?.losses[index] ?? Number.NaN),
    ...(done[0]?.norm === undefined ? {} : { norm: Math.max(...done.map(({ norm }) => norm ?? 0)) }),
    correct: Int32Array.from(graph.heads, ({ branch }, index) => turnOf(branch)?.correct[index] ?? 0),
  };
}

/**
 * The same step, looked at.
 * @param limit magnitude from which on a value counts as bad.
 * @returns the first tensor with such a value; the arm's state is then lost.
 */
export async function inspectArm(
  arm: TrainingArm,
  input: StepInput,
  limit: number | undefined,
): Promise<BadTensor | undefined> {
  const { executor, turns } = arm;
  if (turns === undefined) return executor.inspect(input, limit);
  for (const [group, branches] of turns.entries()) {
    const bad = await executor.inspect(turnInput(arm, branches, group, input), limit);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

/** What one group of branches is updated by: its own terms alone. */
function turnInput({ plan }: TrainingArm, branches: readonly BranchId[], group: number, input: StepInput): StepInput {
  const coefficients = input.coefficients.slice();
  plan.terms.forEach((term, index) => {
    if (!branches.includes(term.branch)) coefficients[2 * index + 1] = 0;
  });
  return { ...input, coefficients, group };
}
