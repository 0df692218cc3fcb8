import { describe, expect, test } from "vitest";
import { initialValues } from "../schema/field";
import { trainingFields } from "./fields";
import { scheduleFactor } from "./schedule";

const base = { ...initialValues(trainingFields), budget: 200 };
const factors = (training: typeof base, steps: readonly number[]) =>
  steps.map((step) => scheduleFactor(training, step));
const every = (budget: number) => Array.from({ length: budget }, (_, step) => step);

describe("cosine with warm-up", () => {
  test("is the product of both, at every step", () => {
    // Half-angle form, so that this is not the same expression: ½(1 + cos x) = cos²(x / 2).
    for (const step of every(200)) {
      const rise = step < 10 ? (step + 1) / 10 : 1;
      expect(scheduleFactor(base, step)).toBeCloseTo(rise * Math.cos((Math.PI * step) / 400) ** 2, 14);
    }
  });

  test("of the default experiment, by numbers", () => {
    const training = initialValues(trainingFields);
    // W = 46 of 920 steps.
    expect(scheduleFactor(training, 0)).toBeCloseTo(1 / 46, 15);
    expect(scheduleFactor(training, 45)).toBeCloseTo(0.99411, 5);
    expect(scheduleFactor(training, 46)).toBeCloseTo(0.99384, 5);
    expect(scheduleFactor(training, 460)).toBeCloseTo(0.5, 12);
    expect(scheduleFactor(training, 919)).toBeCloseTo(2.9e-6, 7);
  });

  test("warms up over one step at least, and over the whole budget at most", () => {
    expect(scheduleFactor({ ...base, warmup: 0 }, 0)).toBe(1);
    expect(scheduleFactor({ ...base, budget: 3, warmup: 0.05 }, 0)).toBe(1);
    expect(scheduleFactor({ ...base, schedule: "constant", warmup: 1 }, 99)).toBe(0.5);
  });
});

test("constant stays at 1 after the warm-up", () => {
  expect(factors({ ...base, schedule: "constant" }, [0, 4, 9, 10, 199])).toEqual([0.1, 0.5, 1, 1, 1]);
});

describe("drops at milestones", () => {
  const steps = { ...base, schedule: "step", warmup: 0, milestones: [50, 75], drop: 0.5 } as const;

  test("at the named share of the budget", () => {
    expect(factors(steps, [0, 99, 100, 149, 150, 199])).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  test("in whatever order they are given, and twice where one is named twice", () => {
    expect(factors({ ...steps, milestones: [75, 50, 50] }, [99, 100, 150])).toEqual([1, 0.25, 0.125]);
    expect(factors({ ...steps, milestones: [] }, [0, 199])).toEqual([1, 1]);
  });

  test("at exactly the step that the percentage names", () => {
    // 29 / 100 · 100 is 28.999999999999996 in floating point.
    for (const percent of every(99).map((step) => step + 1)) {
      const training = { ...steps, budget: 100, milestones: [percent] };
      expect(factors(training, [percent - 1, percent])).toEqual([1, 0.5]);
    }
  });
});

test("a cut leaves a third from its step on, before it every bit as it was", () => {
  const cut = { ...base, cuts: [50, 120] };
  for (const step of every(200)) {
    const plain = scheduleFactor(base, step);
    if (step < 50) expect(scheduleFactor(cut, step)).toBe(plain);
    else expect(scheduleFactor(cut, step) / plain).toBeCloseTo(step < 120 ? 1 / 3 : 1 / 9, 14);
  }
});

test("never negative, never above 1, for any budget", () => {
  for (const schedule of ["constant", "cosine", "step"] as const) {
    for (const budget of [1, 2, 7, 1000]) {
      for (const step of every(budget)) {
        const factor = scheduleFactor({ ...base, schedule, budget }, step);
        if (!(factor > 0 && factor <= 1)) expect.fail(`${schedule} of ${budget} at ${step} is ${factor}`);
      }
    }
  }
});
