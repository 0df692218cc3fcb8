import type { Batch, ExecutorPlan, GradientResult } from "../../executor";
import { tensorOf } from "../forward";
import { take, takeAll } from "../read";
import type { TfjsState } from "../state";
import { withTape } from "../tape";
import * as tf from "../tf";

/** The gradient of a weighted sum of the terms, for every parameter on which it depends. */
export async function gradients(
  plan: ExecutorPlan,
  state: TfjsState,
  batch: Batch,
  coefficients: ArrayLike<number>,
  step: number,
): Promise<GradientResult> {
  const recording = { batch, step, parameters: state.trained, terms: plan.terms, weights: coefficients };
  const found = withTape(plan, state, recording, (tape) => ({
    losses: tf.stack([...tape.losses]),
    logits: plan.graph.heads.map((head) => tf.clone(tensorOf(tape.pass, head.logits))),
    gradients: Object.fromEntries(
      state.trained.flatMap(({ name }, index) => {
        const gradient = tape.gradients[index];
        return gradient == null ? [] : [[name, tf.clone(gradient)] as const];
      }),
    ),
  }));
  const named = Object.entries(found.gradients).map(([name, gradient]) => ({ name, gradient }));
  const [losses, logits, values] = await Promise.all([
    take(found.losses),
    takeAll(found.logits),
    takeAll(named.map(({ gradient }) => gradient)),
  ]);
  return {
    losses,
    logits,
    gradients: new Map(named.map(({ name }, index) => [name, values[index] ?? new Float32Array()])),
  };
}
