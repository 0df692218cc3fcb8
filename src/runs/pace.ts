import type { RunRecord } from "./runRecord";
import { pointAt, type Series } from "./series";

/** Steps over which the pace is averaged: long enough to hide jitter, short enough to follow a throttled tab. */
const WINDOW = 50;

/** Milliseconds per step lately, probes spread over their cadence; preparation and evaluation do not count. */
export function stepPaceMs(record: RunRecord): number | undefined {
  const step = recentMean(record.stepMs, WINDOW);
  if (step === undefined) return undefined;
  const { probeEvery } = record.experiment.measure;
  const probe = probeEvery > 0 ? (recentMean(record.probeMs, 5) ?? 0) / probeEvery : 0;
  return step + probe;
}

/** Milliseconds that the rest of the budget will take at the pace of late. */
export function remainingMs(record: RunRecord): number | undefined {
  const pace = stepPaceMs(record);
  return pace === undefined ? undefined : pace * Math.max(0, record.budget - record.step);
}

function recentMean(series: Series, count: number): number | undefined {
  const from = Math.max(0, series.length - count);
  if (series.length === 0) return undefined;
  let sum = 0;
  for (let index = from; index < series.length; index += 1) sum += pointAt(series, index)?.value ?? 0;
  return sum / (series.length - from);
}
