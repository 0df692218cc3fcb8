import { describe, expect, test } from "vitest";
import type { Gram } from "../../graph/agreement";
import { entryProblems } from "../entryProblems";
import type { Measure, MeasureContext } from "./measure";
import { measures } from ".";

const entries: readonly [string, Measure][] = Object.entries(measures);

/** Gradients as vectors; their inner products are what a probe measures. */
function gramOf(vectors: { readonly [id: string]: readonly number[] }): Gram {
  const losses = Object.keys(vectors);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, x, index) => sum + x * (b[index] ?? 0), 0);
  const all = Object.values(vectors);
  return { losses, values: all.flatMap((a) => all.map((b) => dot(a, b))) };
}

const g0 = [1, 2, -1, 0.5];
const g1 = [-0.5, 1, 0.5, 2];
const g2 = [-1, -1, 1, 0];
const golden = gramOf({ g0, g1, g2 });
const pairOf = (a: string, b: string, gram = golden): MeasureContext => ({
  gram,
  layers: [gram],
  pair: [a, b],
  all: gram.losses,
});

describe("the golden gradients", () => {
  const value = (kind: keyof typeof measures, a = "g0", b = "g1"): number | null =>
    measures[kind].measure(pairOf(a, b));

  test.each([
    ["cosine", "g0", "g1", 0.3411211461],
    ["cosine", "g0", "g2", -0.9237604307],
    ["cosine", "g1", "g2", 0],
    ["layerCosine", "g0", "g1", 0.3411211461],
    ["magnitude", "g0", "g1", 0.9979607999],
    ["magnitude", "g0", "g2", 0.9362436798],
    ["magnitude", "g1", "g2", 0.9557692241],
    ["cancellation", "g0", "g0", 0.5015067191],
    ["diversity", "g0", "g0", 1.3720930233],
    ["descent", "g0", "g0", 0.68],
    ["conflict", "g0", "g1", 0],
    ["conflict", "g0", "g2", 1],
    // The projected gradient is (−1/3, 2/3, 1/3, ½); its length over that of g0.
    ["projection", "g0", "g2", Math.sqrt(1 / 9 + 4 / 9 + 1 / 9 + 1 / 4) / Math.sqrt(6.25)],
    ["projection", "g0", "g1", 1],
    ["ratio", "g0", "g1", Math.sqrt(5.5 / 6.25)],
    // The sum is (−½, 2, ½, 5/2), its square 10.75; shares of all three add up to 1.
    ["dominance", "g1", "g0", 4.25 / 10.75],
    ["dominance", "g0", "g1", 7.5 / 10.75],
    ["dominance", "g0", "g2", -1 / 10.75],
    // Eigenvalues of the matrix of cosines: 1 ± √(.116364 + .853333) and 1.
    ["directions", "g0", "g0", 9 / (3 + 2 * (4 / (6.25 * 5.5) + 16 / (6.25 * 3)))],
  ] as const)("%s of %s and %s", (kind, a, b, expected) => {
    expect(value(kind, a, b)).toBeCloseTo(expected, 9);
  });
});

test(`the registry holds ${entries.length} measures`, () => {
  expect(entries.length).toBeGreaterThan(0);
});

describe.each(entries)("%s", (kind, entry) => {
  test("keeps the contract of all entries", () => {
    expect(entryProblems(kind, entry)).toEqual([]);
    expect(entry.axis.low).toBeLessThan(entry.axis.high ?? Infinity);
  });

  test("stays on its axis, and is a gap where a gradient vanishes or was not measured", () => {
    const found = entry.measure(pairOf("g0", "g1"));
    expect(found).not.toBeNull();
    expect(found ?? Number.NaN).toBeGreaterThanOrEqual(entry.axis.low);
    expect(found ?? Number.NaN).toBeLessThanOrEqual(entry.axis.high ?? Infinity);
    const silent = gramOf({ g0, none: [0, 0, 0, 0] });
    const gap = entry.measure(pairOf("g0", "none", silent));
    expect(kind === "ratio" ? gap : (gap ?? null)).toBe(kind === "ratio" ? 0 : kind === "magnitude" ? 0 : null);
    expect(entry.measure({ ...pairOf("g0", "absent"), all: ["g0"] })).toBeNull();
  });

  test("does not change when both gradients are made ten times as long", () => {
    const longer = gramOf({ g0: g0.map((x) => 10 * x), g1: g1.map((x) => 10 * x), g2: g2.map((x) => 10 * x) });
    expect(entry.measure(pairOf("g0", "g1", longer))).toBeCloseTo(entry.measure(pairOf("g0", "g1")) ?? Number.NaN, 9);
  });
});
