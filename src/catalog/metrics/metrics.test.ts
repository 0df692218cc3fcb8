import { describe, expect, test } from "vitest";
import type { LabelHierarchy } from "../../data/datasetInfo";
import { entryProblems } from "../entryProblems";
import { predictions, type Metric, type MetricContext } from "./metric";
import { metrics } from ".";

const entries: readonly [string, Metric][] = Object.entries(metrics);

const parity: LabelHierarchy = { name: "parity", title: "Parity", groups: [0, 1, 0], groupNames: ["even", "odd"] };

const context = (logits: readonly number[], labels: readonly number[]): MetricContext => ({
  logits: Float32Array.from(logits),
  labels: Int32Array.from(labels),
  classes: 3,
  hierarchies: [parity],
});

describe.each(entries)("%s", (kind, metric) => {
  const rows = [2, 1, -1, 0.5, 0.5, 0, -1, 0, 3];

  test("keeps the contract of all entries", () => {
    expect(entryProblems(kind, metric)).toEqual([]);
    expect(metric.axis.label).not.toBe("");
    expect(metric.axis.low).toBeLessThan(metric.axis.high ?? Infinity);
  });

  test("gives its own series and named ones, all finite and within its axis", () => {
    const values = metric.measure(context(rows, [0, 1, 2]));
    expect([...values.keys()][0]).toBe("");
    for (const [series, value] of values) {
      expect(series).toMatch(/^[a-z]*$/);
      expect(value).toBeGreaterThanOrEqual(metric.axis.low);
      expect(value).toBeLessThanOrEqual(metric.axis.high ?? Infinity);
    }
  });

  test("does not depend on the order of the rows, nor on what it measured before", () => {
    const forwards = metric.measure(context(rows, [0, 1, 2]));
    const backwards = metric.measure(context([...rows.slice(6), ...rows.slice(3, 6), ...rows.slice(0, 3)], [2, 1, 0]));
    for (const [series, value] of forwards) expect(backwards.get(series)).toBeCloseTo(value, 12);
    expect(metric.measure(context(rows, [0, 1, 2]))).toEqual(forwards);
  });

  test("knows which way is better", () => {
    const right = metric.measure(context([9, 5, 0], [0])).get("") ?? Number.NaN;
    const wrong = metric.measure(context([9, 5, 0], [2])).get("") ?? Number.NaN;
    expect(Math.sign(right - wrong)).toBe(metric.axis.better === "higher" ? 1 : -1);
  });

  test("of no rows is a number", () => {
    for (const value of metric.measure(context([], [])).values()) expect(value).toBe(0);
  });
});

describe("accuracy", () => {
  const { measure } = metrics.accuracy;

  test("counts classes and their groups", () => {
    // Guesses 0, 2, 1, 0 for labels 0, 0, 2, 1: one right; the first two share their parity.
    const logits = [3, 1, 2, 0, 1, 2, 0, 5, 1, 1, 0, 0];
    expect(Object.fromEntries(measure(context(logits, [0, 0, 2, 1])))).toEqual({ "": 0.25, parity: 0.5 });
  });

  test("gives ties to the first class", () => {
    expect(measure(context([1, 1, 1], [0])).get("")).toBe(1);
    expect(measure(context([0, 1, 1], [2])).get("")).toBe(0);
  });

  test("counts a row with a NaN as wrong", () => {
    expect(measure(context([Number.NaN, 1, 0], [1])).get("")).toBe(0);
    expect(measure(context([Number.NaN, Number.NaN, Number.NaN], [0])).get("parity")).toBe(0);
  });
});

describe("nll", () => {
  const { measure } = metrics.nll;

  test("is the mean cross-entropy", () => {
    expect(measure(context([2, 1, -1, 0.5, -0.5, 0], [0, 1])).get("")).toBeCloseTo(1.0146409437, 7);
    expect(measure(context([0.3, -0.2, 0.1, -1, 2, 0.5], [0, 1])).get("")).toBeCloseTo(0.5636253071, 7);
  });

  test("survives logits that overflow the exponential", () => {
    expect(measure(context([1000, 0, 0], [0])).get("")).toBe(0);
    expect(measure(context([1000, 0, 0], [1])).get("")).toBe(1000);
    expect(measure(context([-1000, -1000, -1000], [1])).get("")).toBeCloseTo(Math.log(3), 12);
  });

  test("shows a NaN instead of hiding it", () => {
    expect(measure(context([Number.NaN, 1, 0], [1])).get("")).toBeNaN();
  });
});

test("predictions: the first maximum; −1 where a logit is not a number", () => {
  const rows = Float32Array.of(0, 1, 1, -Infinity, -Infinity, -5, Number.NaN, 1, 2, 3, 2, Number.NaN);
  expect([...predictions(rows, 3)]).toEqual([1, 2, -1, -1]);
  expect([...predictions(Float32Array.of(), 3)]).toEqual([]);
});
