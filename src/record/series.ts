import { remember } from "../experiment/remember";

/**
 * Values by step, in step order; NaN is a gap. Immutable to its readers: appending returns a new series that shares the
 * columns, so a run of a million steps is never copied as a whole.
 */
export interface Series {
  readonly length: number;
  readonly columns: Columns;
}

interface Columns {
  steps: Float64Array;
  values: Float64Array;
  /** Entries written by the longest series on these columns; only that one may append in place. */
  used: number;
}

const FIRST_CAPACITY = 32;

export const emptySeries: Series = Object.freeze({
  length: 0,
  columns: { steps: new Float64Array(0), values: new Float64Array(0), used: 0 },
});

/** The series with one more value; the series given stays as it was. */
export function append(series: Series, step: number, value: number): Series {
  const columns = roomFor(series);
  columns.steps[series.length] = step;
  columns.values[series.length] = value;
  columns.used = series.length + 1;
  return { length: series.length + 1, columns };
}

function roomFor({ length, columns }: Series): Columns {
  if (columns.used === length && length < columns.steps.length) return columns;
  const capacity = Math.max(FIRST_CAPACITY, length < columns.steps.length ? columns.steps.length : 2 * length);
  const steps = new Float64Array(capacity);
  const values = new Float64Array(capacity);
  steps.set(columns.steps.subarray(0, length));
  values.set(columns.values.subarray(0, length));
  return { steps, values, used: length };
}

const identities = new WeakMap<Columns, number>();
let count = 0;

/**
 * A text that two series share only when they hold the same values: which columns, and how far. Columns are written once:
 * a series that goes another way from an earlier point gets columns of its own.
 */
export function identityOf({ length, columns }: Series): string {
  const known = identities.get(columns);
  if (known !== undefined) return `${known}.${length}`;
  count += 1;
  identities.set(columns, count);
  return `${count}.${length}`;
}

/** Of each series' columns, as far as they were looked at. */
const extents = new WeakMap<Columns, Extent>();

interface Extent {
  readonly length: number;
  readonly least: number;
  readonly most: number;
}

/** The least and the most of a series' finite values; of one that grew, only what is new is looked at. */
export function extentOf({ length, columns }: Series): { readonly least: number; readonly most: number } {
  const known = extents.get(columns);
  const before = known !== undefined && known.length <= length ? known : undefined;
  let { least, most } = before ?? { least: Infinity, most: -Infinity };
  for (let at = before?.length ?? 0; at < length; at += 1) {
    const value = columns.values[at] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const extent = { length, least, most };
  // A shorter one that was asked for meanwhile must not be begun from again and again.
  if (known === undefined || known.length <= length) extents.set(columns, extent);
  return extent;
}

/** The series without what came after a step. */
export function truncate(series: Series, afterStep: number): Series {
  const length = countUntil(series, afterStep);
  return length === series.length ? series : { length, columns: series.columns };
}

export interface Point {
  readonly step: number;
  readonly value: number;
}

export function pointAt({ length, columns }: Series, index: number): Point | undefined {
  const step = index < length ? columns.steps[index] : undefined;
  return step === undefined ? undefined : { step, value: columns.values[index] ?? Number.NaN };
}

/** The last point at or before a step, gaps included. */
export function latest(series: Series, atStep = Infinity): Point | undefined {
  return pointAt(series, countUntil(series, atStep) - 1);
}

/** How many points stand at or before a step. */
export function countUntil({ length, columns }: Series, atStep: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((columns.steps[middle] ?? Infinity) <= atStep) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The mean of all values at or before each step: the level of what single draws scatter round. Gaps count nothing, and what
 * stands before the first value is a gap.
 */
export const runningMean = remember(({ length, columns }: Series): Series => {
  const steps = columns.steps.slice(0, length);
  const values = new Float64Array(length);
  let sum = 0;
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    const value = columns.values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) {
      sum += value;
      count += 1;
    }
    values[index] = count === 0 ? Number.NaN : sum / count;
  }
  return { length, columns: { steps, values, used: length } };
});

/** How many values at or before a step are no gaps. */
export function valuesUntil(series: Series, atStep = Infinity): number {
  const { values } = series.columns;
  let count = 0;
  for (let index = countUntil(series, atStep) - 1; index >= 0; index -= 1) if (!Number.isNaN(values[index])) count += 1;
  return count;
}

export function points(series: Series): readonly Point[] {
  return Array.from({ length: series.length }, (_, index) => ({
    step: series.columns.steps[index] ?? 0,
    value: series.columns.values[index] ?? Number.NaN,
  }));
}
