import { expect, it } from "vitest";
import { newRun } from "../record/runRecord";
import { append, emptySeries, points } from "../record/series";
import { guessAt, guessGhost, scoreGuess } from "./guess";
import type { Curve } from "./lesson";
import { firstMinute } from "./parts";
import { agreementOf, levelOf, metricOf } from "./reading";

const reading = agreementOf(1, "s1b1", "stem");
const ask: Curve = {
  kind: "curve",
  question: "",
  reading,
  at: [100, 200],
  low: -1,
  high: 1,
  lowText: "",
  highText: "",
  start: 0,
};

/** A run whose arm B has these values every 50 steps from 50 on. */
function runOf(...values: readonly number[]) {
  const empty = newRun("run", firstMinute);
  const stem = values.reduce((series, value, index) => append(series, 50 * (index + 1), value), emptySeries);
  const arms = empty.arms.map((arm, index) => (index === 1 ? { ...arm, agreement: { s1b1: { stem } } } : arm));
  return { ...empty, arms };
}

it("draws straight lines between the points of a guess, and goes on level", () => {
  expect([0, 10, 15, 20, 30].map((step) => guessAt([10, 20], [0, 1], step))).toEqual([0, 0, 0.5, 1, 1]);
});

it("scores a guess at the run's points between its own first and last", () => {
  // At 100, 150 and 200; the points at 50 and 250 lie outside, and a gap counts nothing.
  const score = scoreGuess(ask, [0, 0.4], runOf(1, 0.1, 0.5, 0.4, 1));
  expect(score?.mean).toBeCloseTo((0.1 + 0.3 + 0) / 3);
  expect(score).toMatchObject({ step: 150, found: 0.5 });
  expect(scoreGuess(ask, [0, 0.4], runOf(1, Number.NaN, 0.5, 0.4))?.mean).toBeCloseTo(0.15);
  expect(scoreGuess(ask, [0, 0], runOf(1))).toBeUndefined();
});

it("takes the level of a curve from the end of its run, without gaps", () => {
  // 276 steps: the second half begins at 138.
  expect(levelOf(runOf(9, 9, 0.2, 0.4, Number.NaN), reading)).toBeCloseTo(0.3);
  expect(levelOf(runOf(9, 9), reading)).toBeNaN();
});

it("a guess stands in the lab's charts where the run's own curve will, of its arm alone", () => {
  const { arms, kind } = guessGhost(ask, [0.5, -0.25], "mine");
  expect(kind).toBe("guess");
  const drawn = arms[1]?.agreement?.["s1b1"]?.["stem"];
  expect(drawn && points(drawn)).toEqual([
    { step: 100, value: 0.5 },
    { step: 200, value: -0.25 },
  ]);
  expect(arms[0]).toEqual({ metrics: {} });
  const metric = guessGhost({ ...ask, reading: metricOf(0, "accuracy") }, [0.5, 0.75], "mine");
  expect(metric.arms[0]?.metrics["accuracy"]?.["main"]?.length).toBe(2);
});
