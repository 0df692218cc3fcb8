import type { RunRecord } from "./runRecord";
import { countUntil, latest, pointAt, type Series } from "./series";

/** Steps over which the pace is averaged: long enough to hide jitter, short enough to follow a throttled tab. */
const WINDOW = 50;
/** Slow steps are averaged over this time at most, so that a pace that was changed shows soon. */
const WINDOW_MS = 5000;
/** A single step says little. */
const FEWEST = 3;
/** Pace in a hidden page against the pace before, from which on the page was slowed down. */
const SLOWED = 1.5;

/** Milliseconds per step lately, probes spread over their cadence; preparation and evaluation do not count. */
export function stepPaceMs(record: RunRecord): number | undefined {
  const step = recentMean(record.stepMs, WINDOW, WINDOW_MS);
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

export interface Throughput {
  readonly stepsPerSecond: number;
  /** Training images per second, all arms together. */
  readonly imagesPerSecond: number;
}

/** What is trained in a second lately; undefined before the first step. */
export function throughput(record: RunRecord): Throughput | undefined {
  const pace = stepPaceMs(record);
  if (pace === undefined || pace <= 0) return undefined;
  const stepsPerSecond = 1000 / pace;
  const { batchSize } = record.experiment.training;
  return { stepsPerSecond, imagesPerSecond: stepsPerSecond * batchSize * record.arms.length };
}

/** Whether the steps after one took much longer than those before it: what a hidden page was held back. */
export function slowedSince({ stepMs }: RunRecord, step: number): boolean {
  const at = countUntil(stepMs, step);
  const before = recentMean({ ...stepMs, length: at }, WINDOW);
  const after = recentMean(stepMs, stepMs.length - at);
  if (before === undefined || after === undefined || at < FEWEST || stepMs.length - at < FEWEST) return false;
  return after > SLOWED * before;
}

/** Over the last `count` values, or over fewer that add up to `limit`. */
function recentMean(series: Series, count: number, limit = Infinity): number | undefined {
  if (latest(series) === undefined) return undefined;
  let sum = 0;
  let used = 0;
  while (used < Math.min(count, series.length) && (used < FEWEST || sum < limit)) {
    sum += pointAt(series, series.length - 1 - used)?.value ?? 0;
    used += 1;
  }
  return used === 0 ? undefined : sum / used;
}
