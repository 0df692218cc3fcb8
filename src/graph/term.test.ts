import { describe, expect, test } from "vitest";
import { termInputs, weightAt, type Term } from "./term";

const base = { id: "x", branch: "main", weight: { base: 1 }, detach: [], rows: "all" } as const;

describe("termInputs", () => {
  test.each<[Term, { readonly [role: string]: string }]>([
    [{ ...base, kind: "crossEntropy", logits: "a", smoothing: 0 }, { logits: "a" }],
    [{ ...base, kind: "squaredHinge", logits: "a" }, { logits: "a" }],
    [
      { ...base, kind: "kl", student: "a", teacher: "b", temperature: 1, factor: "squared" },
      { student: "a", teacher: "b" },
    ],
    [
      { ...base, kind: "softCrossEntropy", student: "a", teacher: "b", temperature: 3 },
      { student: "a", teacher: "b" },
    ],
    [{ ...base, kind: "supCon", embedding: "a", positives: "label", temperature: 0.07 }, { embedding: "a" }],
    [
      { ...base, kind: "distance", a: "p", b: "q", measure: "norm" },
      { a: "p", b: "q" },
    ],
  ])("of $kind", (term, inputs) => {
    expect(termInputs(term)).toEqual(inputs);
  });
});

describe("weightAt", () => {
  test("is constant by default", () => {
    expect([0, 50, 99].map((step) => weightAt({ base: 0.3 }, step, 100))).toEqual([0.3, 0.3, 0.3]);
  });

  test("falls linearly over the budget", () => {
    const weights = [0, 25, 50, 100].map((step) => weightAt({ base: 0.4, decay: "linear" }, step, 100));
    expect(weights).toEqual([0.4, 0.4 * 0.75, 0.2, 0]);
  });

  test("ends where the term is removed", () => {
    const weights = [9, 10, 11].map((step) => weightAt({ base: 1, removeAfter: 0.1 }, step, 100));
    expect(weights).toEqual([1, 0, 0]);
    expect(weightAt({ base: 1, removeAfter: 0 }, 0, 100)).toBe(0);
  });
});
