import { expect, it } from "vitest";
import { linePath } from "./linePath";

it("breaks off at a gap instead of bridging it", () => {
  expect(
    linePath([
      [0, 1],
      [1, 2],
      [2, Number.NaN],
      [3, 4],
      [4, 5],
    ]),
  ).toBe("M0.0 1.0L1.0 2.0M3.0 4.0L4.0 5.0");
  expect(linePath([[0, Number.NaN]])).toBe("");
});
