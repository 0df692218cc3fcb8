import { expect, test } from "vitest";
import { permutation } from "./permutation";

test.each([0, 1, 2, 7, 1500])("contains each of %i numbers once", (n) => {
  const order = permutation(3, n);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, j) => j));
});

test("depends on the key and on nothing else", () => {
  expect(permutation(3, 100)).toEqual(permutation(3, 100));
  expect(permutation(3, 100)).not.toEqual(permutation(4, 100));
});

test("all orders of three are about equally likely", () => {
  const counts = new Map<string, number>();
  for (let key = 0; key < 6000; key++) {
    const name = permutation(key, 3).join("");
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // 1000 each, standard deviation 29.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test.each([-1, 1.5, 2 ** 21 + 1, Number.NaN])("refuses n = %d", (n) => {
  expect(() => permutation(1, n)).toThrow(`permutation: n is ${n}; expected a whole number from 0 to 2097152`);
});
