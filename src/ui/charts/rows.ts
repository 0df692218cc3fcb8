import { CHART_POINTS, decimate } from "../../runs/decimate";
import type { Series } from "../../runs/series";

/** One step of a chart: a value per line, absent where a line has none. */
export interface ChartRow {
  readonly step: number;
  readonly [line: string]: number;
}

export interface NamedSeries {
  readonly key: string;
  readonly series: Series;
}

/** Lines as rows by step; together they keep to what a chart can draw fluently. */
export function chartRows(lines: readonly NamedSeries[]): readonly ChartRow[] {
  const rows = new Map<number, { step: number; [line: string]: number }>();
  const limit = lines.some(({ series }) => series.length > CHART_POINTS)
    ? Math.floor(CHART_POINTS / Math.max(1, lines.length))
    : CHART_POINTS;
  for (const { key, series } of lines) {
    for (const { step, value } of decimate(series, limit)) {
      if (Number.isNaN(value)) continue;
      const row = rows.get(step) ?? { step };
      row[key] = value;
      rows.set(step, row);
    }
  }
  // An empty chart draws no axis; one row without a value keeps it there for the run to come.
  if (rows.size === 0) return [{ step: 0 }];
  return [...rows.values()].sort((a, b) => a.step - b.step);
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
