import { describe, expect, it } from "vitest";
import { pairedDifference } from "./pairedDifference";
import { append, emptySeries, points, type Series } from "./series";
import { smooth } from "./smoothing";

const seriesOf = (...pairs: readonly (readonly [number, number])[]): Series =>
  pairs.reduce((series, [step, value]) => append(series, step, value), emptySeries);
const values = (series: Series): readonly number[] => points(series).map(({ value }) => value);

describe("smooth", () => {
  it("starts at the first value and weighs what came before", () => {
    // By hand at weight .5: 1; (.5 · .5 · 1 + .5 · 4) / .75; (.125 · 1 + .25 · 4 + .5 · 0) / .875.
    const [first, second, third] = values(smooth(seriesOf([1, 1], [2, 4], [3, 0]), 0.5));
    expect(first).toBe(1);
    expect(second).toBeCloseTo(3, 12);
    expect(third).toBeCloseTo(1.125 / 0.875, 12);
  });

  it("keeps a constant, and gaps without counting them", () => {
    const smoothed = values(smooth(seriesOf([1, 2], [2, Number.NaN], [3, 2]), 0.9));
    expect(smoothed).toHaveLength(3);
    expect(smoothed[1]).toBeNaN();
    expect(smoothed[2]).toBeCloseTo(2, 12);
  });

  it("is the series itself without weight, and refuses what is no weight", () => {
    const series = seriesOf([1, 2]);
    expect(smooth(series, 0)).toBe(series);
    expect(() => smooth(series, 1)).toThrow(/weight is 1/);
    expect(() => smooth(series, -0.1)).toThrow(RangeError);
  });
});

it("differences stand where both arms were measured, with a gap where either has one, computed once", () => {
  const first = seriesOf([10, 0.25], [20, Number.NaN], [30, 0.5]);
  const second = seriesOf([10, 0.5], [20, 1], [30, 0.25], [40, 1]);
  expect(points(pairedDifference(first, second))).toEqual([
    { step: 10, value: 0.25 },
    { step: 20, value: Number.NaN },
    { step: 30, value: -0.25 },
  ]);
  expect(pairedDifference(first, second)).toBe(pairedDifference(first, second));
  expect(pairedDifference(first, append(second, 50, 2))).not.toBe(pairedDifference(first, second));
});
