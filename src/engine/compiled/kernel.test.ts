import { expect, it } from "vitest";
import { f32 } from "./kernel";

it("writes numbers as WGSL reads them, and refuses those that it cannot", () => {
  expect([1, 0.5, -2e-7, 3e38].map(f32)).toEqual([
    "1.0f",
    "0.5f",
    "-2.0000000233721948e-7f",
    "3.0000000054977558e+38f",
  ]);
  for (const value of [Infinity, -Infinity, NaN, 1e39]) expect(() => f32(value)).toThrow(/expected a number that WGSL/);
});
