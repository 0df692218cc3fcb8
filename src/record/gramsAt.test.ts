import { describe, expect, test } from "vitest";
import type { ProbeRecord } from "../protocol/event";
import { withGrams } from "./gramProbes";
import { gramAt, stageGrams } from "./gramsAt";
import type { ArmCurves } from "./runRecord";

/** Inner products of the losses' gradients on one layer. */
const products = (vectors: readonly (readonly number[])[]): readonly number[] =>
  vectors.flatMap((a) => vectors.map((b) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0)));

const LAYERS = [
  { layer: "stem.conv", stage: "stem" },
  { layer: "s1b1.conv1", stage: "s1" },
  { layer: "s1b1.conv2", stage: "s1" },
  { layer: "s2b1.conv1", stage: "s2" },
];
const LOSSES = ["ce/main", "ce/stem", "ce/s1b1", "ce/main/half", "whole/main"];
const other = [
  [9, 9],
  [9, 9],
];

const probe = {
  layers: LAYERS,
  losses: LOSSES,
  gram: [
    // At right angles, twice as long; the third is the first turned round.
    [[1, 0], [0, 2], [-1, 0], ...other],
    // Not at the stem's head. Of both layers together: (3, 4) against (3, −4).
    [[3, 0], [0, 0], [3, 0], ...other],
    [[0, 4], [0, 0], [0, -4], ...other],
    [[1, 1], [0, 0], [0, 0], ...other],
  ].flatMap(products),
} as unknown as ProbeRecord;

describe("every pair of losses on a stage", () => {
  const kept = withGrams([], 5, probe);

  test("has its cosine, and every loss its length; a stage of one loss is left out", () => {
    const [stem, first, ...rest] = stageGrams(kept[0] ?? { step: 0, heads: [], stages: {} });
    expect(rest).toEqual([]);
    expect(stem).toMatchObject({ stage: "stem", heads: ["main", "stem", "s1b1"], lengths: [1, 2, 1] });
    expect(stem?.cosines).toEqual([
      [1, 0, -1],
      [0, 1, 0],
      [-1, 0, 1],
    ]);
    expect(first).toMatchObject({ stage: "s1", heads: ["main", "s1b1"], lengths: [5, 5] });
    expect(first?.cosines[0]?.[1]).toBeCloseTo(-7 / 25, 12);
  });

  test("pulls along as many directions as the eigenvalues say", () => {
    const [stem, first] = stageGrams(kept[0] ?? { step: 0, heads: [], stages: {} });
    // [[1, 0, −1], [0, 4, 0], [−1, 0, 1]] has 4, 2 and 0: (4 + 2)² / (16 + 4).
    expect(stem?.shares).toEqual([expect.closeTo(4 / 6, 12), expect.closeTo(2 / 6, 12), expect.closeTo(0, 12)]);
    expect(stem?.directions).toBeCloseTo(36 / 20, 12);
    // [[25, −7], [−7, 25]] has 32 and 18.
    expect(first?.shares).toEqual([expect.closeTo(0.64, 12), expect.closeTo(0.36, 12)]);
    expect(first?.directions).toBeCloseTo(50 ** 2 / (32 ** 2 + 18 ** 2), 12);
  });

  test("is read at the step on display, and a long run keeps some of its probes", () => {
    let grams: ArmCurves["grams"] = [];
    for (let nth = 0; nth < 1000; nth += 1) grams = withGrams(grams, 10 * nth, probe);
    expect(grams.length).toBeLessThanOrEqual(256);
    expect(gramAt({ grams })?.step).toBe(9990);
    expect(gramAt({ grams }, 15)?.step).toBe(0);
    expect(gramAt({ grams }, -1)).toBeUndefined();
    // What is no number is no gradient.
    expect(stageGrams({ step: 0, heads: ["main", "s1b1"], stages: { s1: Float64Array.of(1, NaN, NaN, NaN) } })).toEqual(
      [],
    );
  });
});
