import { describe, expect, it } from "vitest";
import { thinned, type Nth } from "./thinned";

type Evaluation = { readonly step: number } & Nth;

function after(evaluations: number, values: number): readonly Evaluation[] {
  let kept: readonly Evaluation[] = [];
  for (let index = 0; index < evaluations; index += 1) kept = thinned(kept, { step: 10 * index }, values);
  return kept;
}

describe("thinned", () => {
  it("keeps all of a short run", () => {
    expect(after(200, 1600).map(({ step }) => step)).toEqual(Array.from({ length: 200 }, (_, index) => 10 * index));
  });

  it("keeps a bounded number of a long one, evenly, with the first and the newest", () => {
    for (const evaluations of [257, 1000, 4097, 10_000]) {
      const steps = after(evaluations, 1600).map(({ step }) => step);
      expect(steps.length).toBeLessThanOrEqual(257);
      expect(steps.length).toBeGreaterThan(120);
      expect(steps[0]).toBe(0);
      expect(steps.at(-1)).toBe(10 * (evaluations - 1));
      const gaps = new Set(steps.slice(1, -1).map((step, index) => step - (steps[index] ?? 0)));
      expect(gaps.size).toBe(1);
    }
  });

  it("keeps fewer where each is large, and never fewer than a few", () => {
    expect(after(1000, 60_000).length).toBeLessThanOrEqual(67);
    expect(after(1000, 10_000_000).length).toBeGreaterThanOrEqual(4);
    expect(after(1000, 10_000_000).length).toBeLessThanOrEqual(9);
  });
});
