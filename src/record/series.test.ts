import { describe, expect, it } from "vitest";
import {
  append,
  emptySeries,
  extentOf,
  latest,
  points,
  runningMean,
  truncate,
  valuesUntil,
  type Series,
} from "./series";

function seriesOf(count: number, value = (step: number): number => step * 2): Series {
  let series = emptySeries;
  for (let step = 1; step <= count; step += 1) series = append(series, step, value(step));
  return series;
}

describe("series", () => {
  it("keeps every point in order over many growths", () => {
    const series = seriesOf(1000);
    expect(series.length).toBe(1000);
    expect(points(series)[999]).toEqual({ step: 1000, value: 2000 });
  });

  it("leaves the series it was appended to as it was, also when two grow from one", () => {
    const base = seriesOf(3);
    const left = append(base, 4, 10);
    const right = append(base, 4, 20);
    expect(points(base)).toHaveLength(3);
    expect(latest(left)?.value).toBe(10);
    expect(latest(right)?.value).toBe(20);
  });

  it("finds the last point at or before a step", () => {
    const series = seriesOf(10);
    expect(latest(series, 4.5)).toEqual({ step: 4, value: 8 });
    expect(latest(series, 0)).toBeUndefined();
    expect(latest(emptySeries)).toBeUndefined();
  });

  it("can be cut and continued without touching the longer one", () => {
    const long = seriesOf(10);
    const again = append(truncate(long, 5), 6, -1);
    expect(points(again).map(({ value }) => value)).toEqual([2, 4, 6, 8, 10, -1]);
    expect(latest(long, 6)?.value).toBe(12);
  });
});

describe("the extent", () => {
  it("is that of the finite values of just this series, whatever was asked of longer and shorter ones", () => {
    const values = [3, Number.NaN, -2, Infinity, 7, -9];
    const all = values.map((_, index) => seriesOf(index + 1, (step) => values[step - 1] ?? 0));
    const long = all.at(-1) ?? emptySeries;
    const expected = values.map((_, index) => {
      const finite = values.slice(0, index + 1).filter(Number.isFinite);
      return { least: Math.min(...finite), most: Math.max(...finite) };
    });
    expect(all.map(extentOf)).toMatchObject(expected);
    for (const length of [6, 2, 4, 6, 1])
      expect(extentOf(truncate(long, length))).toMatchObject(expected[length - 1] ?? {});
    expect(extentOf(append(truncate(long, 3), 4, 99))).toMatchObject({ least: -2, most: 99 });
    expect(extentOf(emptySeries)).toMatchObject({ least: Infinity, most: -Infinity });
  });
});

describe("the mean so far", () => {
  const drawn = [-0.4, Number.NaN, 0.8, 0.2].reduce(
    (series, value, index) => append(series, index + 1, value),
    emptySeries,
  );

  it("is the level that draws scatter round, gaps left out", () => {
    expect(points(runningMean(drawn)).map(({ value }) => Number(value.toFixed(6)))).toEqual([-0.4, -0.4, 0.2, 0.2]);
    expect(latest(runningMean(drawn), 3)?.value).toBeCloseTo(0.2);
    expect([valuesUntil(drawn), valuesUntil(drawn, 2), valuesUntil(emptySeries)]).toEqual([3, 1, 0]);
  });

  it("is a gap before the first value", () => {
    const late = append(append(emptySeries, 1, Number.NaN), 2, 0.5);
    expect(points(runningMean(late)).map(({ value }) => value)).toEqual([Number.NaN, 0.5]);
  });
});
