import { costOf } from "../../graph/cost";
import { networksOf } from "../../experiment/networks";
import type { RunRecord } from "../../record/runRecord";
import { append, countUntil, emptySeries, points, type Series } from "../../record/series";
import type { StepRange } from "../../store/chartState";
import type { ChartAxis } from "../../store/viewState";
import { clock, compact } from "../words/format";

/** What runs along a chart. */
export interface ChartX {
  readonly kind: ChartAxis;
  /** Where the axis starts and ends: the whole budget, or the part that is zoomed into. */
  readonly start: number;
  readonly end: number;
  /** The steps that this covers. */
  readonly steps: StepRange;
  /** Where a step of an arm stands. */
  at(arm: number, step: number): number;
  readonly text: (value: number) => string;
}

/** Forward and backward count as three forwards. */
const PASSES = 3;

/**
 * Steps; wall time; or multiply-adds: both each arm's own, so that extra branches reach further to the right at the same
 * step. Arms train in lockstep and are timed together: the time is split by their multiply-adds.
 * @param budget steps where nothing was started yet.
 */
export function chartX(kind: ChartAxis, record: RunRecord | undefined, budget: number, zoom?: StepRange): ChartX {
  const whole = wholeX(kind, record, record?.budget ?? budget);
  const { from, to } = zoom ?? whole.steps;
  // A part that this run does not reach is no part of it.
  if (zoom === undefined || from >= whole.steps.to) return whole;
  const ends = record?.arms.map((_, arm) => [whole.at(arm, from), whole.at(arm, to)] as const) ?? [];
  const [start, end] =
    ends.length === 0
      ? [whole.at(0, from), whole.at(0, to)]
      : [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
  return end > start ? { ...whole, start, end, steps: { from, to: Math.min(to, whole.steps.to) } } : whole;
}

function wholeX(kind: ChartAxis, record: RunRecord | undefined, steps: number): ChartX {
  const range = { from: 0, to: steps };
  if (kind === "time" && record !== undefined && record.step > 0) {
    const elapsed = elapsedMs(record.stepMs);
    const now = elapsed[countUntil(record.stepMs, record.step) - 1] ?? 0;
    const work = workPerStep(record);
    const all = work.reduce((sum, own) => sum + own, 0);
    const shares = work.map((own) => (all === 0 ? 1 : own / all));
    // Steps to come take as long as those before them.
    const together = (step: number): number =>
      step > record.step ? (now * step) / record.step : (elapsed[countUntil(record.stepMs, step) - 1] ?? 0);
    const at = (arm: number, step: number): number => (shares[arm] ?? 1) * together(step);
    const end = Math.max(1, ...shares.map((share) => (share * now * steps) / record.step));
    return { kind, start: 0, end, steps: range, at, text: clock };
  }
  if (kind === "work" && record !== undefined) {
    const perStep = workPerStep(record);
    const at = (arm: number, step: number): number => (perStep[arm] ?? 0) * step;
    return { kind, start: 0, end: Math.max(1, ...perStep) * steps, steps: range, at, text: compact };
  }
  return { kind: "steps", start: 0, end: steps, steps: range, at: (_, step) => step, text: String };
}

/** Multiply-adds of each arm's own step. */
function workPerStep({ experiment }: RunRecord): readonly number[] {
  return networksOf(experiment).arms.map((arm) =>
    arm === undefined ? 0 : PASSES * experiment.training.batchSize * costOf(arm.graph, () => true).multiplyAdds,
  );
}

/** A series with its steps replaced by where they stand. */
export function alongX(series: Series, arm: number, x: ChartX): Series {
  if (x.kind === "steps") return series;
  return points(series).reduce((moved, { step, value }) => append(moved, x.at(arm, step), value), emptySeries);
}

function elapsedMs({ length, columns }: Series): Float64Array {
  const elapsed = new Float64Array(length);
  let sum = 0;
  for (let index = 0; index < length; index += 1) {
    const ms = columns.values[index] ?? 0;
    sum += Number.isNaN(ms) ? 0 : ms;
    elapsed[index] = sum;
  }
  return elapsed;
}

/** The step of an arm that stands at a place of the axis, or the nearest one. */
export function stepAtX({ steps, at }: ChartX, arm: number, x: number): number {
  let [low, high] = [steps.from, steps.to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(arm, middle) < x) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(steps.from, low - 1);
  return x - at(arm, before) < at(arm, low) - x ? before : low;
}

/** The points inside the drawn part, and one more at either side so that lines run out of the picture. */
export function within(series: Series, { from, to }: StepRange): Series {
  return part(series, Math.max(0, countUntil(series, from) - 1), Math.min(series.length, countUntil(series, to) + 1));
}

/** The points inside the drawn part alone. */
export function inside(series: Series, { from, to }: StepRange): Series {
  return part(series, countUntil(series, from - 1), countUntil(series, to));
}

function part(series: Series, first: number, last: number): Series {
  if (first === 0 && last === series.length) return series;
  const { steps, values } = series.columns;
  const length = last - first;
  return {
    length,
    columns: { steps: steps.subarray(first, last), values: values.subarray(first, last), used: length },
  };
}
