import { beforeAll, expect, test } from "vitest";
import { selfTestBatch, selfTestPlan } from "../selfTest";
import { openTfjs } from "./openBackend";
import { TfjsState } from "./state";
import { withTape, type Recording } from "./tape";
import * as tf from "./tf";

beforeAll(async () => {
  await openTfjs("cpu");
});

const plan = selfTestPlan();

/** Tensors that are there after a body and were not before, the state's own aside. */
function left(body: (state: TfjsState, recording: Recording) => unknown): number {
  const state = new TfjsState(plan);
  const before = tf.memory().numTensors;
  const { terms } = plan;
  try {
    body(state, { batch: selfTestBatch(), step: 0, parameters: state.trained, terms, weights: terms.map(() => 1) });
    return tf.memory().numTensors - before;
  } finally {
    state.dispose();
  }
}

test("only what is returned outlives the tape", () => {
  expect(
    left((state, recording) => {
      const losses = withTape(plan, state, recording, (tape) => tape.losses.map((loss) => tf.clone(loss)));
      expect(losses).toHaveLength(plan.terms.length);
      for (const loss of losses) expect(loss.isDisposed).toBe(false);
      tf.dispose(losses);
    }),
  ).toBe(0);
});

test("nothing is left when its user throws", () => {
  const faulty = (state: TfjsState, recording: Recording) =>
    expect(() =>
      withTape(plan, state, recording, ({ losses }) => {
        tf.add(losses[0] ?? 0, 1);
        throw new Error("in the middle");
      }),
    ).toThrow("in the middle");
  expect(left(faulty)).toBe(0);
});

test("nothing is left when a term cannot be computed", () => {
  const [first] = plan.terms;
  if (first === undefined) throw new Error("no term");
  const broken = { ...first, kind: "crossEntropy", logits: "nowhere", smoothing: 0 } as const;
  const faulty = (state: TfjsState, recording: Recording) =>
    // Behind a term that can be, so that something is held already.
    expect(() => withTape(plan, state, { ...recording, terms: [first, broken] }, () => [])).toThrow("nowhere");
  expect(left(faulty)).toBe(0);
});
