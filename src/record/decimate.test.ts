import { expect, it } from "vitest";
import { CHART_POINTS, decimate } from "./decimate";
import { append, emptySeries, type Series } from "./series";

function seriesOf(values: readonly number[]): Series {
  return values.reduce<Series>((series, value, index) => append(series, index + 1, value), emptySeries);
}

it("gives short series back whole, gaps included", () => {
  expect(decimate(seriesOf([1, Number.NaN, 3]))).toHaveLength(3);
});

it("keeps ends, order and every spike of a long series in at most 300 points", () => {
  const values = Array.from({ length: 20_000 }, (_, index) => Math.sin(index / 500));
  values[7777] = 50;
  values[12_345] = -50;
  const kept = decimate(seriesOf(values));
  expect(kept.length).toBeLessThanOrEqual(CHART_POINTS);
  expect(kept[0]?.step).toBe(1);
  expect(kept.at(-1)?.step).toBe(20_000);
  const steps = kept.map(({ step }) => step);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(kept.some(({ value }) => value === 50)).toBe(true);
  expect(kept.some(({ value }) => value === -50)).toBe(true);
});

it("closes no gap of a long series", () => {
  const values = Array.from({ length: 20_000 }, (_, index) => (index > 9000 && index < 9400 ? Number.NaN : index));
  values[15_000] = Number.NaN;
  const kept = decimate(seriesOf(values));
  expect(kept.length).toBeLessThanOrEqual(CHART_POINTS);
  const gaps = kept.filter(({ value }) => Number.isNaN(value)).map(({ step }) => step);
  expect(gaps).toContain(15_001);
  expect(gaps.some((step) => step > 9001 && step <= 9400)).toBe(true);
});
