import { describe, expect, it } from "vitest";
import { append, emptySeries, type Series } from "../../record/series";
import type { ChartLine, ChartPanel } from "./chartPanel";
import { fitPanels } from "./fitPanels";

function curve(values: readonly number[], role: ChartLine["role"] = "value"): ChartLine {
  const series = values.reduce((all: Series, value, index) => append(all, index + 1, value), emptySeries);
  return { key: `${role}0`, arm: 0, name: "A/accuracy/main", series, role };
}

function panel(...lines: readonly ChartLine[]): ChartPanel {
  const text = String;
  return { key: "main", title: "Main head", lines, low: 0, high: 1, ticks: [0, 0.5, 1], text, tickText: text };
}

const WHOLE = { from: 0, to: 100 };

describe("charts whose height follows the values", () => {
  it("hold every drawn value with at most five grid lines", () => {
    for (const values of [[0.61, 0.63, 0.68], [0.2], [3, 900], [-0.4, 0.9], [0.5, 0.5]]) {
      const [fitted] = fitPanels([panel(curve(values))], WHOLE);
      const { low = 0, high = 0, ticks = [] } = fitted ?? {};
      expect(low).toBeLessThanOrEqual(Math.min(...values));
      expect(high).toBeGreaterThanOrEqual(Math.max(...values));
      expect(high - low).toBeLessThan(Math.max(2.5 * (Math.max(...values) - Math.min(...values)), 0.3));
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  });

  it("share one scale, so that panels can be compared", () => {
    const both = fitPanels([panel(curve([0.6, 0.7])), panel(curve([0.3, 0.4]))], WHOLE);
    expect(both[0]?.low).toBe(both[1]?.low);
    expect(both[0]?.high).toBe(both[1]?.high);
  });

  it("look only at the part that is drawn, and not at what is no result", () => {
    const lines = [curve([0.1, 0.2, 0.5, 0.51, 0.52]), curve([9, 9, 9, 9, 9], "reference")];
    const [part] = fitPanels([panel(...lines)], { from: 4, to: 5 });
    expect(part?.low).toBeGreaterThan(0.4);
    expect(part?.high).toBeLessThan(0.6);
  });

  it("tell their grid lines apart in words", () => {
    for (const values of [
      [0.61, 0.63],
      [0.6, 0.9],
      [3, 4],
      [30, 900],
      [0.6111, 0.6119],
    ]) {
      const [fitted] = fitPanels([panel(curve(values))], WHOLE);
      const words = fitted?.ticks.map((tick) => fitted.tickText(tick)) ?? [];
      expect(new Set(words).size, words.join()).toBe(words.length);
    }
  });

  it("stay as they are while nothing is measured", () => {
    const panels = [panel(curve([])), panel(curve([Number.NaN]))];
    expect(fitPanels(panels, WHOLE)).toBe(panels);
  });
});
