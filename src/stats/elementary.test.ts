import { expect, it } from "vitest";
import { cos, power } from "./elementary";

// exp and log stand beside the kernels' in engine/wasm/math.test.ts.

it("cosine is within a unit in the last place of 1 of the host's, from 0 to π", () => {
  const steps = Array.from({ length: 20_001 }, (_, step) => (Math.PI * step) / 20_000);
  const errors = steps.map((x) => Math.abs(cos(x) - Math.cos(x)));
  expect(Math.max(...errors)).toBeLessThanOrEqual(2 ** -53);
  expect([0, Math.PI / 3, Math.PI / 2, Math.PI].map((x) => Math.abs(cos(x) - Math.cos(x)))).toEqual([0, 0, 0, 0]);
});

it("a power is the product of as many factors", () => {
  for (const base of [0.1, 0.9, 0.999, 1 / 3]) {
    for (const n of [0, 1, 2, 3, 10, 300]) {
      expect(Math.abs(power(base, n) / base ** n - 1), `${base}^${n}`).toBeLessThan(n * 2 ** -52 + 1e-300);
    }
  }
  expect(power(0.5, 20)).toBe(2 ** -20);
});
