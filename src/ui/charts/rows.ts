import { CHART_POINTS, decimate } from "../../record/decimate";
import type { Series } from "../../record/series";

/** One point of a line; null is a gap, at which the line breaks off. */
export interface ChartPoint {
  readonly step: number;
  readonly value: number | null;
}

/** Each line's own points, gaps included; together they keep to what a chart can draw fluently. */
export function chartPoints(lines: readonly Series[]): readonly (readonly ChartPoint[])[] {
  const limit = lines.some(({ length }) => length > CHART_POINTS)
    ? Math.floor(CHART_POINTS / Math.max(1, lines.length))
    : CHART_POINTS;
  return lines.map((series) =>
    decimate(series, limit).map(({ step, value }) => ({ step, value: Number.isNaN(value) ? null : value })),
  );
}

/** Round grid values, at most five with the low end, and the round top that the axis ends at. */
export function niceAxis(low: number, highest: number): { readonly high: number; readonly ticks: readonly number[] } {
  const span = Math.max(1e-6, highest - low);
  const size = 10 ** Math.floor(Math.log10(span));
  const step =
    [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5].map((part) => part * size).find((candidate) => span / candidate <= 4 + 1e-9) ??
    size;
  const count = Math.ceil(span / step - 1e-9);
  return {
    high: low + count * step,
    ticks: Array.from({ length: count + 1 }, (_, index) => Number((low + index * step).toPrecision(6))),
  };
}

/** Whole decades around every positive value, and at most five marks. */
export function logAxis(drawn: readonly Series[]): {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
} {
  let [least, most] = [Infinity, 0];
  for (const { length, columns } of drawn) {
    for (const value of columns.values.subarray(0, length)) {
      if (!(value > 0)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  const from = Math.floor(Math.log10(Math.min(least, 0.9)) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(most, 1)) - 1e-9));
  const every = Math.ceil((to - from + 1) / 5);
  const decade = (power: number): number => Number((10 ** power).toPrecision(6));
  const ticks = Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => decade(from + index * every));
  return { low: decade(from), high: decade(to), ticks };
}
