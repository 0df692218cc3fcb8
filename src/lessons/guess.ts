import type { RunRecord } from "../record/runRecord";
import type { Ghost } from "../record/ghost";
import { append, emptySeries, pointAt } from "../record/series";
import type { Curve } from "./lesson";
import { curveOf } from "./reading";

/** How far a drawn curve lies from the run's. */
export interface GuessScore {
  /** Mean distance over the run's own points. */
  readonly mean: number;
  /** Where it is largest. */
  readonly step: number;
  readonly guessed: number;
  readonly found: number;
}

/** The drawn curve at a step: straight lines between its points, level beyond them. */
export function guessAt(at: readonly number[], values: readonly number[], step: number): number {
  const next = at.findIndex((one) => one >= step);
  const value = (index: number): number => values[index] ?? Number.NaN;
  if (next === 0) return value(0);
  if (next < 0) return value(at.length - 1);
  const [from = 0, to = 0] = [at[next - 1], at[next]];
  const part = (step - from) / (to - from);
  return value(next - 1) * (1 - part) + value(next) * part;
}

/**
 * Scores a drawn curve against a run, at the run's points between the first and the last drawn one.
 * @returns undefined where the run has no point there.
 */
export function scoreGuess(curve: Curve, values: readonly number[], record: RunRecord): GuessScore | undefined {
  const series = curveOf(record, curve.reading);
  const [first = 0] = curve.at;
  const last = curve.at.at(-1) ?? 0;
  let sum = 0;
  let count = 0;
  let worst: Omit<GuessScore, "mean"> | undefined;
  for (let index = 0; index < series.length; index += 1) {
    const point = pointAt(series, index);
    if (point === undefined || point.step < first || point.step > last || Number.isNaN(point.value)) continue;
    const guessed = guessAt(curve.at, values, point.step);
    const apart = Math.abs(guessed - point.value);
    sum += apart;
    count += 1;
    if (worst === undefined || apart > Math.abs(worst.guessed - worst.found)) {
      worst = { step: point.step, guessed, found: point.value };
    }
  }
  return worst === undefined ? undefined : { mean: sum / count, ...worst };
}

/** A drawn curve as the lab's own charts draw what is claimed: grey, behind the run's. */
export function guessGhost({ reading, at }: Curve, values: readonly number[], title: string): Ghost {
  const series = at.reduce(
    (drawn, step, index) => (values[index] === undefined ? drawn : append(drawn, step, values[index])),
    emptySeries,
  );
  const { arm: own, branch } = reading;
  const none = { metrics: {} };
  const drawn =
    reading.kind === "metric"
      ? { metrics: { [reading.series]: { [branch]: series } } }
      : { metrics: {}, agreement: { [branch]: { [reading.stage]: series } } };
  return { kind: "guess", title, arms: Array.from({ length: own + 1 }, (_, arm) => (arm === own ? drawn : none)) };
}
