import { costOf } from "../../graph/cost";
import { networksOf } from "../../runs/networks";
import type { RunRecord } from "../../runs/runRecord";
import { append, countUntil, emptySeries, points, type Series } from "../../runs/series";
import type { ChartAxis } from "../../store/viewState";
import { clock, compact } from "../common/format";

/** What runs along a chart. */
export interface ChartX {
  readonly kind: ChartAxis;
  /** Where the axis ends: the budget. */
  readonly end: number;
  /** Where a step of an arm stands. */
  at(arm: number, step: number): number;
  readonly text: (value: number) => string;
}

/** Forward and backward count as three forwards. */
const PASSES = 3;

/**
 * Steps; wall time of all arms together, which train in lockstep; or each arm's own multiply-adds, where extra branches
 * reach further to the right at the same step.
 * @param budget steps where nothing was started yet.
 */
export function chartX(kind: ChartAxis, record: RunRecord | undefined, budget: number): ChartX {
  const steps = record?.budget ?? budget;
  if (kind === "time" && record !== undefined && record.step > 0) {
    const elapsed = elapsedMs(record.stepMs);
    const at = (_: number, step: number): number => elapsed[countUntil(record.stepMs, step) - 1] ?? 0;
    const now = at(0, record.step);
    return { kind, end: Math.max(1, (now * steps) / record.step), at, text: clock };
  }
  if (kind === "work" && record !== undefined) {
    const { experiment } = record;
    const perStep = networksOf(experiment).arms.map((arm) =>
      arm === undefined ? 0 : PASSES * experiment.training.batchSize * costOf(arm.graph, () => true).multiplyAdds,
    );
    const at = (arm: number, step: number): number => (perStep[arm] ?? 0) * step;
    return { kind, end: Math.max(1, ...perStep) * steps, at, text: compact };
  }
  return { kind: "steps", end: steps, at: (_, step) => step, text: String };
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
