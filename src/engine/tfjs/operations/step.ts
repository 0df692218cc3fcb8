import { countCorrect } from "../../countCorrect";
import type { ExecutorPlan, StepInput, StepResult } from "../../executor";
import { tensorOf } from "../forward";
import { take } from "../read";
import type { TfjsState } from "../state";
import { withTape } from "../tape";
import * as tf from "../tf";

/** One training step; done before the first await. */
export async function step(plan: ExecutorPlan, state: TfjsState, input: StepInput): Promise<StepResult> {
  const { graph, terms } = plan;
  const weights = terms.map((_, index) => input.coefficients[2 * index + 1] ?? 0);
  const recording = { batch: input.batch, step: input.step, parameters: state.trained, terms, weights };
  const report = withTape(plan, state, recording, ({ losses, gradients, pass }) => {
    state.follow(pass);
    const norm = state.update(gradients, input);
    const logits = graph.heads.map((head) => tf.reshape(tensorOf(pass, head.logits), [-1]));
    return tf.concat([
      ...losses.map((loss) => tf.reshape(loss, [1])),
      ...logits,
      ...(norm === undefined ? [] : [tf.reshape(norm, [1])]),
    ]);
  });
  state.steps = input.step + 1;
  // Copied before the first await: the caller may fill its batch anew while the numbers are read.
  const labels = input.batch.labels.slice();
  const numbers = await take(report);
  const correct = new Int32Array(graph.heads.length);
  const size = labels.length * graph.classes;
  graph.heads.forEach((_, index) => {
    const from = terms.length + index * size;
    correct[index] = countCorrect(numbers.subarray(from, from + size), labels, graph.classes);
  });
  const norm = plan.clip === undefined ? {} : { norm: numbers[terms.length + graph.heads.length * size] ?? Number.NaN };
  return { losses: numbers.slice(0, terms.length), correct, ...norm };
}
