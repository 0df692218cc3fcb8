import { expect, test } from "vitest";
import { countCorrect } from "./countCorrect";

test("counts rows whose largest logit stands at the label; the first maximum wins ties", () => {
  const logits = Float32Array.of(1, 2, 3, 3, 2, 1, 5, 5, 0, 0, 5, 5);
  expect(countCorrect(logits, [2, 0, 0, 1], 3)).toBe(4);
  expect(countCorrect(logits, [0, 0, 1, 2], 3)).toBe(1);
  expect(countCorrect(logits, [], 3)).toBe(0);
});

test("a row with a NaN is wrong, wherever it stands", () => {
  const nan = Number.NaN;
  expect(countCorrect(Float32Array.of(nan, 1, 0, 1, nan, 0, 1, 0, nan), [1, 0, 0], 3)).toBe(0);
});
