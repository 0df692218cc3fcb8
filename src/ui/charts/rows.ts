import { CHART_POINTS, decimate } from "../../record/decimate";
import type { Series } from "../../record/series";
import { decadeAxis, type Axis } from "../common/axis";

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

/** Whole decades around every positive value, one among them at least. */
export function logAxis(drawn: readonly Series[]): Axis {
  let [least, most] = [Infinity, 0];
  for (const { length, columns } of drawn) {
    for (const value of columns.values.subarray(0, length)) {
      if (!(value > 0)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return decadeAxis(Math.min(least, 0.9), Math.max(most, 1));
}
