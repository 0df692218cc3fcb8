import { describe, expect, test } from "vitest";
import { createStream } from "../random/stream";
import { effectiveRank, kernelOf, linearCka } from "./linearCka";

/** Four images at the corners of a rectangle, 2 wide and 4 high. */
const corners = [1, 2, 1, -2, -1, 2, -1, -2];
/** The same, turned by 90°, three times as large and somewhere else, with a third column that says nothing. */
const turned = [10 - 6, 3, 7, 10 + 6, 3, 7, 10 - 6, -3, 7, 10 + 6, -3, 7];

describe("linear CKA", () => {
  test("is 1 for features that differ by rotation, scale and place", () => {
    expect(linearCka(kernelOf(corners, 4), kernelOf(turned, 4))).toBeCloseTo(1, 12);
  });

  test("of the rectangle with its high side alone, and with what has nothing in common", () => {
    const high = kernelOf([2, -2, 2, -2], 4);
    // Of the rectangle's variances 4 and 16 the second is shared: 16 / √(4² + 16²).
    expect(linearCka(kernelOf(corners, 4), high)).toBeCloseTo(16 / Math.sqrt(16 + 256), 12);
    expect(linearCka(high, kernelOf([1, 1, -1, -1], 4))).toBeCloseTo(0, 12);
  });

  test("is what the formula of the features says: ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖)", () => {
    const stream = createStream(11);
    const draw = (count: number) => Array.from({ length: count }, () => stream.range(-1, 1));
    const [rows, p, q] = [9, 3, 2];
    const centre = (values: readonly number[], columns: number) =>
      values.map((value, at) => {
        const column = values.filter((_, other) => other % columns === at % columns);
        return value - column.reduce((sum, one) => sum + one, 0) / rows;
      });
    const [x, y] = [draw(rows * p), draw(rows * q)];
    const squares = (a: readonly number[], m: number, b: readonly number[], n: number): number => {
      let sum = 0;
      for (let i = 0; i < m; i += 1)
        for (let j = 0; j < n; j += 1) {
          let entry = 0;
          for (let row = 0; row < rows; row += 1) entry += (a[row * m + i] ?? 0) * (b[row * n + j] ?? 0);
          sum += entry ** 2;
        }
      return sum;
    };
    const [cx, cy] = [centre(x, p), centre(y, q)];
    const expected = squares(cx, p, cy, q) / Math.sqrt(squares(cx, p, cx, p) * squares(cy, q, cy, q));
    expect(linearCka(kernelOf(x, rows), kernelOf(y, rows))).toBeCloseTo(expected, 12);
    expect(expected).toBeGreaterThan(0);
  });

  test("is not defined where features do not vary, or are no numbers", () => {
    const flat = kernelOf([5, 5, 5, 5], 4);
    expect(linearCka(kernelOf(corners, 4), flat)).toBeNull();
    expect(effectiveRank(flat)).toBeNull();
    expect(linearCka(kernelOf([Number.NaN, 1, 2, 3], 4), kernelOf(corners, 4))).toBeNull();
    expect(effectiveRank(kernelOf([Number.NaN, 1, 2, 3], 4))).toBeNull();
    expect(effectiveRank(kernelOf([], 0))).toBeNull();
  });
});

test("the effective rank counts the dimensions that matter", () => {
  // Variances 4 and 16 per image: 20² / (16 + 256).
  expect(effectiveRank(kernelOf(corners, 4))).toBeCloseTo(400 / 272, 12);
  expect(effectiveRank(kernelOf([1, 1, 1, -1, -1, 1, -1, -1], 4))).toBeCloseTo(2, 12);
  expect(effectiveRank(kernelOf([1, 2, 3, 4], 4))).toBeCloseTo(1, 12);
  expect(effectiveRank(kernelOf(turned, 4))).toBeCloseTo(400 / 272, 12);
});
