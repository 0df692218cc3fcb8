import { describe, expect, it } from "vitest";
import type { Batch, Executor, StepInput, StepResult } from "../engine/executor";
import { dhmArm, smallData } from "../experiment/presets";
import { armNetwork } from "../experiment/network";
import { initialValues } from "../schema/field";
import { methods } from "../catalog/methods";
import type { Arm, Experiment } from "../experiment/experiment";
import { createStepsInFlight } from "./stepsInFlight";
import type { TrainingRun } from "./trainingRun";

const arm: Arm = {
  ...dhmArm(1, "s1b1", "s2b1"),
  method: { kind: "dhm", ...initialValues(methods.dhm.fields), dynamic: "terms" },
};
const experiment: Experiment = { ...smallData, arms: [arm] };
const network = armNetwork(experiment, arm);
const { terms } = network.plan;

/** A run whose one executor is in the test's hands; the batch of a step holds as many rows as the step's number plus one. */
function running(step: (input: StepInput) => Promise<StepResult>, labels?: readonly number[]): TrainingRun {
  const build = (at: number): Batch => ({
    images: new Float32Array(),
    labels: Int32Array.from(labels ?? Array.from({ length: at + 1 }, () => 0)),
  });
  return {
    experiment,
    arms: [{ ...network, executor: { step } as Executor }],
    batches: { stepsPerEpoch: 1, build },
  } as unknown as TrainingRun;
}

const result = (loss: number): StepResult => ({
  losses: Float32Array.from(terms, () => loss),
  correct: Int32Array.from([1, 1, 1]),
});

describe("steps in flight", () => {
  it("are told oldest first, whichever comes back first, each with what it was written with", async () => {
    const inputs: StepInput[] = [];
    const answers: (() => void)[] = [];
    const run = running((input) => {
      inputs.push(input);
      return new Promise((resolve) => answers.push(() => resolve(result(input.step + 1))));
    });
    const flight = createStepsInFlight(run, () => 0);
    for (const step of [0, 1, 2]) flight.launch(step);
    expect([flight.count, inputs.length]).toEqual([3, 3]);
    answers.reverse().forEach((answer) => answer());
    for (const step of [0, 1, 2]) {
      const { event, found } = await flight.settle();
      expect(found).toBeUndefined();
      const weights = [...(inputs[step]?.coefficients ?? [])].filter((_, index) => index % 2 === 0);
      const total = weights.reduce((sum, weight) => sum + weight * (step + 1), 0);
      expect(event).toMatchObject({
        type: "step",
        step: step + 1,
        arms: [{ total, accuracy: [1, 1, 1].map((n) => n / (step + 1)) }],
      });
    }
    expect(flight.count).toBe(0);
    // What was drawn for a step is its own: the next one's draw writes over none of it.
    expect(new Set(inputs.map(({ coefficients }) => coefficients)).size).toBe(3);
  });

  it("count nothing else as a step's time", async () => {
    let clock = 100;
    const run = running(() => Promise.resolve(result(1)));
    const flight = createStepsInFlight(run, () => clock);
    expect(flight.meanMs).toBe(0);
    flight.launch(0);
    clock += 30;
    expect((await flight.settle()).event).toMatchObject({ stepMs: 30 });
    // An evaluation of 500 ms.
    clock += 500;
    flight.leaveOut(500);
    flight.launch(1);
    clock += 10;
    expect((await flight.settle()).event).toMatchObject({ stepMs: 10 });
    expect(flight.meanMs).toBe(20);
  });

  it("name the first term that is no sensible number", async () => {
    for (const bad of [Number.NaN, Infinity, 2e8]) {
      const flight = createStepsInFlight(
        running(() =>
          Promise.resolve({ ...result(1), losses: Float32Array.from(terms, (_, at) => (at === 1 ? bad : 1)) }),
        ),
        () => 0,
      );
      flight.launch(6);
      const { found } = await flight.settle();
      expect(found).toEqual({ arm: 0, divergence: { arm: "A", what: terms[1]?.id, value: String(bad), step: 7 } });
    }
  });

  it("leave gaps, and no divergence, where no label of the batch is known", async () => {
    const run = running(() => Promise.resolve(result(0)), [-1, -1]);
    const flight = createStepsInFlight(run, () => 0);
    flight.launch(0);
    const { event, found } = await flight.settle();
    expect(found).toBeUndefined();
    if (event.type !== "step") throw new Error("no step");
    expect(event.arms[0]?.losses).toEqual(terms.map(({ kind }) => (kind === "crossEntropy" ? Number.NaN : 0)));
    expect(event.arms[0]?.accuracy).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("tell a failure in its turn, without an unhandled rejection meanwhile", async () => {
    const run = running(({ step }) => (step === 1 ? Promise.reject(new Error("lost")) : Promise.resolve(result(1))));
    const flight = createStepsInFlight(run, () => 0);
    flight.launch(0);
    flight.launch(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(flight.settle()).resolves.toBeDefined();
    await expect(flight.settle()).rejects.toThrow("lost");
  });
});
