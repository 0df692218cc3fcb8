import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decadeAxis, innerTicks, roundAxis } from "./axis";

describe("an axis", () => {
  it("holds what it was asked to, between two and six round marks", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
        (lowest, span) => {
          const { low, high, ticks } = roundAxis(lowest, lowest + span);
          // Marks are rounded to six digits, which is what is written of them.
          const rounding = 1e-5 * Math.max(Math.abs(lowest), Math.abs(lowest + span));
          expect(low).toBeLessThanOrEqual(lowest + rounding);
          expect(high).toBeGreaterThanOrEqual(lowest + span - rounding);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(6);
          expect([ticks[0], ticks.at(-1)]).toEqual([low, high]);
        },
      ),
    );
  });

  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 0.37, [0, 0.1, 0.2, 0.3, 0.4]],
    [0.61, 0.68, [0.6, 0.62, 0.64, 0.66, 0.68]],
    [-0.4, 0.9, [-0.5, 0, 0.5, 1]],
    [0, 1.25, [0, 0.5, 1, 1.5]],
    [0, 0, [0, 2e-7, 4e-7, 6e-7, 8e-7, 1e-6]],
  ])("from %d to %d has round marks", (lowest, highest, ticks) => {
    expect(roundAxis(lowest, highest).ticks).toEqual(ticks);
  });

  it("keeps to its limits and to the finest step that is written", () => {
    expect(roundAxis(0.993, 1.004, { finest: 0.01, within: [0, 1] }).ticks).toEqual([0.99, 1]);
    expect(roundAxis(0.5, 0.5, { finest: 0.01 }).ticks).toEqual([0.5, 0.51]);
  });
});

it("decades are few, however many there are", () => {
  expect(decadeAxis(0.02, 30)).toEqual({ low: 0.01, high: 100, ticks: [0.01, 0.1, 1, 10, 100] });
  expect(decadeAxis(1e-9, 1e4).ticks).toHaveLength(5);
  expect(decadeAxis(1, 1)).toEqual({ low: 1, high: 10, ticks: [1, 10] });
});

it("a run's bar has whole steps inside its budget", () => {
  expect(innerTicks(1000)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
  expect(innerTicks(3)).toEqual([1, 2]);
  expect(innerTicks(1)).toEqual([]);
  for (const total of [7, 280, 920, 12_345, 1e6]) expect(innerTicks(total).length).toBeLessThanOrEqual(14);
});
