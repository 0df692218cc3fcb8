import { describe, expect, it } from "vitest";
import { append, emptySeries, points, type Series } from "../../record/series";
import { arrangePanels, pointOf, type ChartLine, type ChartPanel } from "./chartPanel";

function curve(arm: number, values: readonly (readonly [step: number, value: number])[]): ChartLine {
  const series = values.reduce((all: Series, [step, value]) => append(all, step, value), emptySeries);
  return { key: `value${arm}`, arm, name: `${"AB"[arm]}/accuracy/main`, series, role: "value" };
}

const panel: ChartPanel = {
  key: "main",
  title: "Main head",
  lines: [
    curve(0, [
      [10, 0.5],
      [20, 0.6],
      [30, Number.NaN],
    ]),
    curve(1, [
      [10, 0.55],
      [20, 0.58],
    ]),
  ],
  low: 0,
  high: 1,
  ticks: [0, 1],
  text: String,
  tickText: String,
};

describe("two arms in panels", () => {
  it("stand over each other as they are", () => {
    expect(arrangePanels([panel], "overlay", [0, 1])).toEqual([panel]);
  });

  it("stand in one panel each, on the same scale", () => {
    const split = arrangePanels([panel], "split", [0, 1]);
    expect(split.map(({ title, lines, low, high }) => [title, lines.map(({ arm }) => arm), low, high])).toEqual([
      ["A Main head", [0], 0, 1],
      ["B Main head", [1], 0, 1],
    ]);
  });

  it("are subtracted, second minus first, around zero", () => {
    const [difference] = arrangePanels([panel], "difference", [0, 1]);
    const [line] = difference?.lines ?? [];
    expect(line === undefined ? [] : points(line.series).map(({ step, value }) => [step, value.toFixed(2)])).toEqual([
      [10, "0.05"],
      [20, "-0.02"],
    ]);
    expect(difference).toMatchObject({ neutral: 0 });
    expect(difference?.low).toBe(-(difference?.high ?? 0));
    expect(difference?.high).toBeGreaterThanOrEqual(0.05);
    expect(line?.name).toBe("B/accuracy/main − A/accuracy/main");
  });

  it("leave a single arm alone", () => {
    for (const comparison of ["split", "difference"] as const) {
      expect(arrangePanels([panel], comparison, [0])).toEqual([panel]);
    }
  });

  it("have no difference where one arm has no such head", () => {
    const alone = { ...panel, lines: panel.lines.slice(0, 1) };
    expect(arrangePanels([alone], "difference", [0, 1])[0]?.lines).toEqual([]);
  });
});

it("a curve stands nowhere in a gap, and at its last value between measurements", () => {
  const [line] = panel.lines;
  if (line === undefined) throw new Error("the panel has no line");
  expect(pointOf(line, 25)).toEqual({ step: 20, value: 0.6 });
  expect(pointOf(line, 30)).toBeUndefined();
  expect(pointOf(line, 5)).toBeUndefined();
});
