import { describe, expect, it } from "vitest";
import { metrics } from "../../catalog/metrics";
import { append, emptySeries, type Series } from "../../record/series";
import { spread } from "./EndLabels";
import { metricText } from "./metricText";
import { roundAxis } from "../common/axis";
import { chartPoints } from "./rows";

function seriesOf(count: number, value: (step: number) => number): Series {
  let series = emptySeries;
  for (let step = 1; step <= count; step += 1) series = append(series, step, value(step));
  return series;
}

describe("points of a chart", () => {
  it("are each line's own, with its gaps", () => {
    const lines = chartPoints([seriesOf(3, (step) => (step === 2 ? Number.NaN : step)), seriesOf(2, (step) => -step)]);
    expect(lines).toEqual([
      [
        { step: 1, value: 1 },
        { step: 2, value: null },
        { step: 3, value: 3 },
      ],
      [
        { step: 1, value: -1 },
        { step: 2, value: -2 },
      ],
    ]);
  });

  it("are never too many for the chart", () => {
    const lines = [0, 1, 2].map((index) => seriesOf(5000, (step) => Math.sin(step + index)));
    expect(chartPoints(lines).flat().length).toBeLessThanOrEqual(300);
  });
});

it("axes end on a round number at or above the data, with few grid lines", () => {
  for (const highest of [0.2, 0.37, 0.8, 1, 3, 9.3]) {
    const { high, ticks } = roundAxis(0, highest);
    expect(high).toBeGreaterThanOrEqual(highest);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.at(-1)).toBeCloseTo(high);
  }
});

it("labels that would touch are pushed apart around their middle", () => {
  expect(spread([100, 104])).toEqual([94.5, 109.5]);
  expect(spread([104, 100])).toEqual([109.5, 94.5]);
  expect(spread([100, 130])).toEqual([100, 130]);
});

it("values of a metric are written by its unit", () => {
  const written = Object.values(metrics).map(({ kind }) => [kind, metricText(kind)(0.5)]);
  expect(Object.fromEntries(written)).toMatchObject({ accuracy: ".500", top5: ".500", nll: ".500", ece: ".500" });
  for (const [kind, text] of written) expect(text, kind).toBe(".500");
  expect([metricText("accuracy")(1), metricText("nll")(1.234), metricText("nll")(12.34)]).toEqual([
    "1.000",
    "1.23",
    "12.3",
  ]);
});
