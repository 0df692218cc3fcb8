import { describe, expect, test } from "vitest";
import type { LabelHierarchy } from "../../data/datasetInfo";
import { entryProblems } from "../entryProblems";
import { applies, predictions, type Metric, type MetricContext } from "./metric";
import { metrics } from ".";

const all: readonly [string, Metric][] = Object.entries(metrics);
const entries = all.filter(([, { task }]) => task === undefined);
const retrieving = all.filter(([, { task }]) => task === "retrieval");

const parity: LabelHierarchy = { name: "parity", title: "Parity", groups: [0, 1, 0], groupNames: ["even", "odd"] };

const context = (logits: readonly number[], labels: readonly number[]): MetricContext => ({
  logits: Float32Array.from(logits),
  labels: Int32Array.from(labels),
  classes: 3,
  hierarchies: [parity],
  others: [],
});

const sureOfFirst = (rows: number): Float32Array =>
  Float32Array.from(Array.from({ length: rows }, () => [5, 0, 0, 0, 0, 0, 0, 0]).flat());

/** More classes than any metric forgives wrong guesses: with five or fewer, top-5 could not tell good from bad. */
const wide = (logits: readonly number[], labels: readonly number[]): MetricContext => ({
  ...context(logits, labels),
  classes: 8,
  hierarchies: [{ ...parity, groups: [0, 1, 0, 1, 0, 1, 0, 1] }],
  // Another head that is sure of class 0 in every row.
  others: [sureOfFirst(labels.length)],
  exits: {
    heads: [
      { logits: sureOfFirst(labels.length), multiplyAdds: 1 },
      { logits: Float32Array.from(logits), multiplyAdds: 2 },
    ],
    whole: 2,
  },
});

describe.each(entries)("%s", (kind, metric) => {
  const rows = [
    [2, 1, -1, 0.5, 0.3, -2, 0, 1.5],
    [0.5, 0.5, 0, 3, 1, 2, 4, 2.5],
    [-1, 0, 3, 2, 2, 0.1, -0.5, 1],
  ];
  // Right, wrong and out of the first five, wrong but among them.
  const labels = [0, 2, 3];

  test("keeps the contract of all entries", () => {
    expect(entryProblems(kind, metric)).toEqual([]);
    expect(metric.axis.label).not.toBe("");
    expect(metric.axis.low).toBeLessThan(metric.axis.high ?? Infinity);
  });

  test("has something of a network with one head, or says that it needs more", () => {
    const { others: _, exits: __, ...alone } = wide(rows.flat(), labels);
    const { size } = metric.measure({ ...alone, others: [] });
    expect(size === 0).toBe(metric.needs === "heads");
  });

  test("gives its own series and named ones, all finite and within its axis", () => {
    const values = metric.measure(wide(rows.flat(), labels));
    expect([...values.keys()][0]).toBe("");
    for (const [series, value] of values) {
      expect(series).toMatch(/^[a-z]*$/);
      expect(value).toBeGreaterThanOrEqual(metric.axis.low);
      expect(value).toBeLessThanOrEqual(metric.axis.high ?? Infinity);
    }
  });

  test("does not depend on the order of the rows, nor on what it measured before", () => {
    const forwards = metric.measure(wide(rows.flat(), labels));
    const backwards = metric.measure(wide([...rows].reverse().flat(), [...labels].reverse()));
    for (const [series, value] of forwards) expect(backwards.get(series)).toBeCloseTo(value, 12);
    expect(metric.measure(wide(rows.flat(), labels))).toEqual(forwards);
  });

  test("knows which way is better", () => {
    const falling = [9, 5, 4, 3, 2, 1, 0, -1];
    const right = metric.measure(wide(falling, [0])).get("") ?? Number.NaN;
    const wrong = metric.measure(wide(falling, [7])).get("") ?? Number.NaN;
    expect(Math.sign(right - wrong)).toBe({ higher: 1, lower: -1, neither: 0 }[metric.axis.better]);
  });

  test("of no rows is a number", () => {
    for (const value of metric.measure(wide([], [])).values()) expect(value).toBe(0);
  });
});

describe.each(retrieving)("%s", (kind, metric) => {
  const lists = ["0100110", "1000000", "0000000", "0000001"].map((text) => Array.from(text, (digit) => digit === "1"));
  const of = (rankings: readonly (readonly boolean[])[]) => metric.measure({ ...context([], []), rankings }).get("");

  test("keeps the contract of all entries", () => {
    expect(entryProblems(kind, metric)).toEqual([]);
    expect(metric.axis).toMatchObject({ unit: "share", low: 0, high: 1, better: "higher" });
    expect(metric.axis.label).not.toBe("");
  });

  test("does not depend on the order of the queries, and knows which way is better", () => {
    expect(of(lists.toReversed())).toBeCloseTo(of(lists) ?? Number.NaN, 12);
    expect(of([[true, false]])).toBe(1);
    expect(of([[...Array.from({ length: 10 }, () => false), true]])).toBeLessThan(0.1);
  });

  test("leaves out queries without a right answer; of no queries it is 0", () => {
    expect(of([[true], [false]])).toBe(1);
    for (const none of [[], [[false]]]) expect(of(none)).toBe(0);
    expect(metric.measure(context([], [])).get("")).toBe(0);
  });

  test("is had on sets of identities alone", () => {
    expect(applies(metric, {})).toBe(false);
    expect(applies(metric, { retrieval: { identities: 2, first: 5000, pictures: 8, queries: 2 } })).toBe(true);
    expect(applies(metrics.accuracy, { retrieval: { identities: 2, first: 5000, pictures: 8, queries: 2 } })).toBe(
      false,
    );
  });
});

describe("finding identities", () => {
  const hits = (text: string): readonly boolean[] => Array.from(text, (digit) => digit === "1");
  const of = (kind: keyof typeof metrics, ...rankings: readonly string[]) =>
    metrics[kind].measure({ ...context([], []), rankings: rankings.map(hits) }).get("");

  test("average precision has the golden values of both conventions", () => {
    expect(of("map", "0100110")).toBeCloseTo(0.4666666667, 10);
    expect(of("mapTrapezoid", "0100110")).toBeCloseTo(0.3416666667, 10);
  });

  test("cumulative match counts the first 1, 5 and 10", () => {
    const lists = ["1", "00001", "0000000001", "00000000001"];
    expect(of("cmc1", ...lists)).toBe(1 / 4);
    expect(of("cmc5", ...lists)).toBe(2 / 4);
    expect(of("cmc10", ...lists)).toBe(3 / 4);
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

describe("what heads say of each other", () => {
  test("the share of equal guesses is a mean over the other heads", () => {
    const others = [Float32Array.of(3, 1, 2, 0, 5, 1), Float32Array.of(3, 1, 2, 9, 5, 1)];
    const own = { ...context([9, 0, 0, 0, 1, 0], [0, 0]), others };
    expect(metrics.consensus.measure(own).get("")).toBe(0.75);
    expect(metrics.consensus.measure({ ...own, others: [] }).size, "one head alone").toBe(0);
  });

  test("the divergence is the golden one, and 0 between equal heads", () => {
    const z0 = [2, 1, -1, 0.5, -0.5, 0];
    const z1 = Float32Array.of(1, 1.5, -0.5, 0, 0.2, -0.4);
    const z2 = Float32Array.of(0.3, -0.2, 0.1, -1, 2, 0.5);
    const of = (others: readonly Float32Array[]) =>
      metrics.divergence.measure({ ...context(z0, [0, 1]), others }).get("");
    expect(of([z1])).toBeCloseTo(0.2100983637, 6);
    expect(of([z2])).toBeCloseTo(0.7326406449, 6);
    expect(of([z1, z2])).toBeCloseTo((0.2100983637 + 0.7326406449) / 2, 6);
    expect(of([Float32Array.from(z0)])).toBeCloseTo(0, 12);
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

describe("top5", () => {
  const { measure } = metrics.top5;
  const falling = [8, 7, 6, 5, 4, 3, 2, 1];

  test("counts labels among the five largest logits", () => {
    for (let label = 0; label < 8; label += 1) {
      expect(measure(wide(falling, [label])).get("")).toBe(label < 5 ? 1 : 0);
      expect(measure(wide([...falling].reverse(), [label])).get("")).toBe(label > 2 ? 1 : 0);
    }
    expect(measure(wide([...falling, ...falling, ...falling, ...falling], [0, 4, 5, 7])).get("")).toBe(0.5);
  });

  test("gives ties to the first classes", () => {
    expect([0, 4, 5, 7].map((label) => measure(wide([1, 1, 1, 1, 1, 1, 1, 1], [label])).get(""))).toEqual([1, 1, 0, 0]);
  });

  test("is 1 with five classes or fewer, but for rows with a NaN", () => {
    expect(measure(context([9, 5, 0], [2])).get("")).toBe(1);
    expect(measure(context([9, Number.NaN, 0, 1, 2, 3], [0, 0])).get("")).toBe(0.5);
  });
});

describe("ece", () => {
  const { measure } = metrics.ece;
  /** Two classes; the first has this probability. */
  const sure = (...confidences: readonly number[]): readonly number[] =>
    confidences.flatMap((p) => [Math.log(p / (1 - p)), 0]);
  const errorOf = (logits: readonly number[], labels: readonly number[]): number =>
    measure({ ...context(logits, labels), classes: 2, hierarchies: [] }).get("") ?? Number.NaN;

  test("is the distance of confidence from accuracy within a bin", () => {
    expect(errorOf(sure(0.9), [0])).toBeCloseTo(0.1, 6);
    expect(errorOf(sure(0.9), [1])).toBeCloseTo(0.9, 6);
    // .88 and .92 share the bin up to 14/15: errors of one bin cancel. Three of four right at .9: |.75 − .9|.
    expect(errorOf(sure(0.88, 0.92, 0.88, 0.92), [0, 0, 0, 1])).toBeCloseTo(0.15, 6);
  });

  test("adds bins by the share of images in them", () => {
    // Up to 14/15: |1/2 − .9| of two images. Up to 9/15: |0 − .55| of one. Up to 1: |1 − .97| of one.
    expect(errorOf(sure(0.9, 0.9, 0.55, 0.97), [0, 1, 1, 0])).toBeCloseTo((2 * 0.4 + 0.55 + 0.03) / 4, 6);
  });

  test("closes bins at their upper end", () => {
    // Equal logits of three classes: confidence 1/3 = 5/15, in the fifth bin; .34 is in the sixth, so they do not cancel.
    const other = [Math.log(0.34), Math.log(0.33), Math.log(0.33)];
    const error = measure(context([0, 0, 0, ...other], [0, 1])).get("") ?? Number.NaN;
    expect(error).toBeCloseTo((2 / 3 + 0.34) / 2, 6);
  });

  test("of a head that is sure and right is 0", () => {
    expect(errorOf([1000, 0, 0, 1000], [0, 1])).toBe(0);
  });

  test("shows a NaN instead of hiding it", () => {
    expect(errorOf([Number.NaN, 1, 2, 0], [0, 0])).toBeNaN();
  });
});

test("predictions: the first maximum; −1 where a logit is not a number", () => {
  const rows = Float32Array.of(0, 1, 1, -Infinity, -Infinity, -5, Number.NaN, 1, 2, 3, 2, Number.NaN);
  expect([...predictions(rows, 3)]).toEqual([1, 2, -1, -1]);
  expect([...predictions(Float32Array.of(), 3)]).toEqual([]);
});
