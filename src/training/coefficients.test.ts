import { describe, expect, it } from "vitest";
import type { Dynamic, Term } from "../graph/term";
import { branchesOff } from "../graph/branchGate";
import { coefficientsAt } from "./coefficients";

const term = (id: string, base: number, dynamic?: Dynamic): Term => ({
  kind: "kl",
  id,
  branch: "main",
  student: "a",
  teacher: "b",
  temperature: 1,
  factor: "one",
  weight: { base },
  detach: [],
  rows: "all",
  ...(dynamic === undefined ? {} : { dynamic }),
});

function coefficients(terms: readonly Term[], step: number, seed = 1): number[] {
  return Array.from(coefficientsAt(terms, seed, step, 1000));
}

describe("coefficientsAt", () => {
  it("gives value and gradient the same weight where nothing is drawn", () => {
    expect(coefficients([term("a", 1), term("b", 0.5)], 3)).toEqual([1, 1, 0.5, 0.5]);
  });

  it("holds about a third of six terms constant, but counts their value (two of six on average)", () => {
    const six = Array.from({ length: 6 }, (_, index) => term(`kl${index}`, 1, { rule: "termDropout", stream: "kl" }));
    let dropped = 0;
    for (let step = 0; step < 3000; step += 1) {
      const drawn = coefficients(six, step);
      expect(drawn.filter((_, index) => index % 2 === 0)).toEqual([1, 1, 1, 1, 1, 1]);
      const zeros = drawn.filter((value, index) => index % 2 === 1 && value === 0).length;
      expect(zeros).toBeLessThan(6);
      dropped += zeros;
    }
    // Expected per term: the mean over m = 0…5 of 1 − (5/6)^m = .335.
    expect(dropped / 3000 / 6).toBeCloseTo(0.335, 1.5);
  });

  it("switches a branch off as a whole: every term that touches it counts nothing", () => {
    const gate = (...branches: string[]): Dynamic => ({ rule: "branchGate", branches, rate: 0.5 });
    const terms = [term("ce/a", 1, gate("a")), term("ce/b", 1, gate("b")), term("kl/a<b", 1, gate("a", "b"))];
    const seen = new Set<string>();
    for (let step = 0; step < 200; step += 1) {
      const off = branchesOff(terms, 1, step);
      const [a, , b, , both] = coefficients(terms, step);
      expect([a, b]).toEqual([off.has("a") ? 0 : 1, off.has("b") ? 0 : 1]);
      expect(both).toBe(off.size === 0 ? 1 : 0);
      seen.add([...off].sort().join());
    }
    expect([...seen].sort()).toEqual(["", "a", "a,b", "b"]);
  });

  it("draws by seed and step alone", () => {
    const terms = Array.from({ length: 6 }, (_, index) => term(`k${index}`, 1, { rule: "termDropout", stream: "kl" }));
    const forwards = [0, 1, 2, 3].map((step) => coefficients(terms, step));
    const backwards = [3, 2, 1, 0].map((step) => coefficients(terms, step)).reverse();
    expect(forwards).toEqual(backwards);
    const other = [0, 1, 2, 3].map((step) => coefficients(terms, step, 2));
    expect(other).not.toEqual(forwards);
  });
});
