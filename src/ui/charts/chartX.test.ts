import { describe, expect, it } from "vitest";
import { smallData } from "../../experiment/presets";
import { newRun, type RunRecord } from "../../record/runRecord";
import { append, emptySeries, points, type Series } from "../../record/series";
import { alongX, chartX, inside, stepAtX, within } from "./chartX";

/** Ten steps of a run of a hundred; step i took i milliseconds. */
function tenSteps(): RunRecord {
  let stepMs: Series = emptySeries;
  for (let step = 1; step <= 10; step += 1) stepMs = append(stepMs, step, step);
  return { ...newRun("run-1", smallData), budget: 100, step: 10, stepMs };
}

const counting = (length: number): Series =>
  Array.from({ length }, (_, index) => index + 1).reduce(
    (series, step) => append(series, step, 10 * step),
    emptySeries as Series,
  );

describe("what runs along a chart", () => {
  it("is the budget of the setup before there is a run", () => {
    expect(chartX("steps", undefined, 40)).toMatchObject({ start: 0, end: 40, steps: { from: 0, to: 40 } });
    expect(chartX("time", undefined, 40).kind).toBe("steps");
  });

  it("is time: each arm's part of the steps so far by its work, and as much for each step to come", () => {
    const x = chartX("time", tenSteps(), 40);
    const both = (step: number): number => Number((x.at(0, step) + x.at(1, step)).toFixed(9));
    expect([both(0), both(1), both(4), both(10)]).toEqual([0, 1, 10, 55]);
    expect(both(20)).toBe(110);
    // Branches of their own cost time: both arms do not end together.
    const work = chartX("work", tenSteps(), 40);
    expect(x.at(1, 10) / x.at(0, 10)).toBeCloseTo(work.at(1, 10) / work.at(0, 10), 9);
    expect(x.end).toBe(x.at(1, 100));
  });

  it("is work: each arm's own, so that more branches reach further at the same step", () => {
    const x = chartX("work", tenSteps(), 40);
    const [dsn, dhm] = [x.at(0, 10), x.at(1, 10)];
    expect(dhm).toBeGreaterThan(dsn);
    expect(x.end).toBe(x.at(1, 100));
  });

  it("draws a part alone, from the first arm's start to the last arm's end", () => {
    const zoom = { from: 20, to: 60 };
    expect(chartX("steps", tenSteps(), 40, zoom)).toMatchObject({ start: 20, end: 60, steps: zoom });
    const work = chartX("work", tenSteps(), 40, zoom);
    expect([work.start, work.end]).toEqual([work.at(0, 20), work.at(1, 60)]);
  });

  it("draws the whole where the part is not in the run, and no more than there is", () => {
    expect(chartX("steps", tenSteps(), 40, { from: 100, to: 140 })).toMatchObject({ start: 0, end: 100 });
    expect(chartX("steps", tenSteps(), 40, { from: 90, to: 140 }).steps).toEqual({ from: 90, to: 100 });
  });

  it("is pointed at: the nearest step", () => {
    const x = chartX("time", tenSteps(), 40);
    for (const step of [0, 1, 5, 10]) expect(stepAtX(x, 0, x.at(0, step))).toBe(step);
    const [four, five] = [x.at(0, 4), x.at(0, 5)];
    expect(stepAtX(x, 0, four + 0.4 * (five - four))).toBe(4);
    expect(stepAtX(x, 0, five - 0.4 * (five - four))).toBe(5);
    expect(stepAtX(x, 0, 1e9)).toBe(100);
  });
});

describe("a drawn part of a curve", () => {
  it("keeps one point at either side, so that lines run out of the picture", () => {
    const part = within(counting(20), { from: 5, to: 8 });
    expect(points(part).map(({ step }) => step)).toEqual([5, 6, 7, 8, 9]);
    expect(points(within(counting(20), { from: 5.5, to: 8 })).map(({ step }) => step)).toEqual([5, 6, 7, 8, 9]);
  });

  it("can also be cut exactly", () => {
    expect(points(inside(counting(20), { from: 5, to: 8 })).map(({ step }) => step)).toEqual([5, 6, 7, 8]);
    expect(inside(counting(3), { from: 5, to: 8 }).length).toBe(0);
  });

  it("is the curve itself where nothing is left out", () => {
    const whole = counting(5);
    expect(within(whole, { from: 0, to: 100 })).toBe(whole);
  });

  it("does not write into the curve that it is a part of", () => {
    const whole = counting(20);
    append(within(whole, { from: 5, to: 8 }), 99, 0);
    expect(points(whole).map(({ step }) => step)).not.toContain(99);
  });

  it("stands where its steps stand", () => {
    const x = chartX("time", tenSteps(), 40);
    expect(points(alongX(counting(3), 0, x))).toEqual([
      { step: x.at(0, 1), value: 10 },
      { step: x.at(0, 2), value: 20 },
      { step: x.at(0, 3), value: 30 },
    ]);
  });
});
