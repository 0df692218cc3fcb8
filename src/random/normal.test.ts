import { expect, test } from "vitest";
import { unitAt } from "./mix32";
import { normalAt } from "./normal";

test("is the sum of twelve draws minus six, exactly", () => {
  // Summed backwards: exactness makes the order irrelevant.
  for (const i of [1, 2, 1000]) {
    let sum = 0;
    for (let draw = 12 * i; draw > 12 * (i - 1); draw--) sum += unitAt(77, draw);
    expect(normalAt(77, i)).toBe(sum - 6);
  }
});

test("recorded numbers never change", () => {
  expect([1, 2, 3].map((i) => normalAt(1, i))).toEqual([0.7613076120615005, 0.3284750203602016, -0.20480339881032705]);
});

test("has mean 0, variance 1 and the tails of a sum of twelve", () => {
  const count = 20000;
  let [sum, squares, beyondTwo] = [0, 0, 0];
  for (let i = 1; i <= count; i++) {
    const value = normalAt(9, i);
    sum += value;
    squares += value * value;
    if (Math.abs(value) > 2) beyondTwo += 1;
  }
  expect(Math.abs(sum / count)).toBeLessThan(0.03);
  expect(Math.abs(squares / count - 1)).toBeLessThan(0.04);
  expect(beyondTwo / count).toBeGreaterThan(0.04);
  expect(beyondTwo / count).toBeLessThan(0.05);
});
