import { describe, expect, test } from "vitest";
import { kindOf, termInputs, termKinds, weightAt, type Term } from "./term";

type DistributiveOmit<T, K extends keyof never> = T extends unknown ? Omit<T, K> : never;

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

describe("what is known of a kind", () => {
  const one = (term: DistributiveOmit<Term, keyof typeof base>): Term => ({ ...base, ...term });
  /** One of each; the compiler asks for a new kind's. */
  const terms: { readonly [Kind in Term["kind"]]: Term } = {
    crossEntropy: one({ kind: "crossEntropy", logits: "a", smoothing: 0 }),
    squaredHinge: one({ kind: "squaredHinge", logits: "a" }),
    kl: one({ kind: "kl", student: "a", teacher: "b", temperature: 1, factor: "squared" }),
    softCrossEntropy: one({ kind: "softCrossEntropy", student: "a", teacher: "b", temperature: 3 }),
    supCon: one({ kind: "supCon", embedding: "a", positives: "label", temperature: 0.07 }),
    distance: one({ kind: "distance", a: "p", b: "q", measure: "norm" }),
  };
  const kinds = Object.keys(termKinds) as Term["kind"][];
  const having = (holds: (term: Term) => unknown): readonly string[] => kinds.filter((kind) => holds(terms[kind]));

  test("whose labels, whose guesses, which pairs", () => {
    expect(having((term) => kindOf(term).onLabels)).toEqual(["crossEntropy", "squaredHinge"]);
    expect(having((term) => kindOf(term).imitates(term))).toEqual(["kl", "softCrossEntropy"]);
    expect(having((term) => kindOf(term).compares === "pairs")).toEqual(["supCon"]);
    expect(having((term) => kindOf(term).unitLength(term))).toEqual(["supCon"]);
    expect(having((term) => kindOf(term).temperature(term))).toEqual(["kl", "softCrossEntropy", "supCon"]);
  });

  test("contrast needs the labels or two views, by its positives", () => {
    const byView = one({ kind: "supCon", embedding: "a", positives: "view", temperature: 0.5 });
    expect(having((term) => kindOf(term).needsEveryLabel(term))).toEqual(["supCon"]);
    expect(kindOf(byView).needsEveryLabel(byView)).toBe(false);
    expect(kindOf(byView).needsTwoViews(byView)).toBe(true);
    expect(having((term) => kindOf(term).needsTwoViews(term))).toEqual([]);
  });

  test("who imitates and is imitated are among the inputs", () => {
    for (const kind of kinds) {
      const pair = kindOf(terms[kind]).imitates(terms[kind]);
      if (pair !== undefined) expect(termInputs(terms[kind])).toMatchObject(pair);
    }
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
