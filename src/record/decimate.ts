import { pointAt, points, type Point, type Series } from "./series";

/** What a chart receives at most (recharts redraws 300 points in under 20 ms). */
export const CHART_POINTS = 300;

/**
 * At most `limit` points that keep every bucket's lowest and highest value, a gap where it has one, and the first and last
 * point: no spike is smoothed away and no gap is closed. Series that are short enough come back whole.
 */
export function decimate(series: Series, limit = CHART_POINTS): readonly Point[] {
  if (series.length <= limit) return points(series);
  const first = pointAt(series, 0);
  const last = pointAt(series, series.length - 1);
  if (first === undefined || last === undefined) return [];
  const inner = series.length - 2;
  const buckets = Math.max(1, Math.floor((limit - 2) / POINTS_OF_BUCKET));
  const kept: Point[] = [first];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = 1 + Math.floor((bucket * inner) / buckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    kept.push(...extremes(series, from, to));
  }
  kept.push(last);
  return kept;
}

/** Lowest, highest and a gap. */
const POINTS_OF_BUCKET = 3;

/** The lowest and the highest point of a range and its first gap, in step order, each once. */
function extremes(series: Series, from: number, to: number): readonly Point[] {
  const { values } = series.columns;
  let lowest = -1;
  let highest = -1;
  let gap = -1;
  for (let index = from; index < to; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) {
      if (gap < 0) gap = index;
      continue;
    }
    if (lowest < 0 || value < (values[lowest] ?? Infinity)) lowest = index;
    if (highest < 0 || value > (values[highest] ?? -Infinity)) highest = index;
  }
  const chosen = [...new Set([lowest, highest, gap])].sort((a, b) => a - b);
  return chosen.flatMap((index) => (index < 0 ? [] : (pointAt(series, index) ?? [])));
}
