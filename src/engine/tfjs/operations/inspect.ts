import { badTensor } from "../../badTensor";
import type { BadTensor, ExecutorPlan, StepInput } from "../../executor";
import { forward, tensorOf } from "../forward";
import { imagesOf, takeAll } from "../read";
import type { TfjsState } from "../state";
import * as tf from "../tf";
import { gradients } from "./gradients";
import { step } from "./step";

/** Looks at activations, then at gradients; a step like any other when both are in order. */
export async function inspect(
  plan: ExecutorPlan,
  state: TfjsState,
  input: StepInput,
  limit?: number,
): Promise<BadTensor | undefined> {
  const { graph, seed } = plan;
  // What comes in was not computed here.
  const nodes = graph.nodes.filter(({ primitive }) => primitive.op !== "input");
  const made = tf.tidy(() => {
    const mode = { training: true, throughObservers: false, seed, step: input.step };
    const pass = forward(graph, state.values, imagesOf(input.batch.images, graph.input), mode);
    return nodes.map(({ name }) => tf.clone(tensorOf(pass, name)));
  });
  const activations = await takeAll(made);
  for (const [index, { name }] of nodes.entries()) {
    const bad = badTensor("activation", name, activations[index] ?? new Float32Array(), limit);
    if (bad !== undefined) return bad;
  }
  const weights = input.coefficients.filter((_, index) => index % 2 === 1);
  const found = await gradients(plan, state, input.batch, weights, input.step);
  for (const [name, values] of [...found.gradients].reverse()) {
    const bad = badTensor("gradient", name, values, limit);
    if (bad !== undefined) return bad;
  }
  await step(plan, state, input);
  return undefined;
}
