import { describe, expect, test } from "vitest";
import { cosine, HALF, normRatio, splitHalf, sumGram, type Gram, type ProbeGram } from "./agreement";

/** Gram matrix of named gradient vectors. */
function gramOf(gradients: { readonly [loss: string]: readonly number[] }): Gram {
  const vectors = Object.values(gradients);
  const values = vectors.flatMap((a) => vectors.map((b) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0)));
  return { losses: Object.keys(gradients), values };
}

/** Three gradients with published cosines, computed in double precision by another program; ten digits, cut off. */
const g0 = [1, 2, -1, 0.5];
const g1 = [-0.5, 1, 0.5, 2];
const g2 = [-1, -1, 1, 0];
const gram = gramOf({ g0, g1, g2 });

describe("cosine", () => {
  test("golden values", () => {
    expect(cosine(gram, "g0", "g1")).toBeCloseTo(0.3411211461, 9);
    expect(cosine(gram, "g0", "g2")).toBeCloseTo(-0.9237604307, 9);
    expect(cosine(gram, "g1", "g2")).toBe(0);
  });

  test("is symmetric, and 1 with itself", () => {
    expect(cosine(gram, "g1", "g0")).toBe(cosine(gram, "g0", "g1"));
    for (const loss of gram.losses) expect(cosine(gram, loss, loss)).toBeCloseTo(1, 15);
  });

  test("does not see the scale of a loss", () => {
    for (const scale of [1e-6, 3, 1e6]) {
      const scaled = gramOf({ g0: g0.map((value) => scale * value), g1 });
      expect(cosine(scaled, "g0", "g1")).toBeCloseTo(0.3411211461, 9);
    }
  });

  test("of a negated loss is −1, and never leaves [−1, 1] by rounding", () => {
    expect(cosine(gramOf({ g0, minus: g0.map((value) => -value) }), "g0", "minus")).toBeCloseTo(-1, 15);
    expect(cosine({ losses: ["a", "b"], values: [1, 1 + 1e-9, 1 + 1e-9, 1] }, "a", "b")).toBe(1);
    expect(cosine({ losses: ["a", "b"], values: [1, -1 - 1e-9, -1 - 1e-9, 1] }, "a", "b")).toBe(-1);
  });

  test.each([
    ["a zero gradient", { a: [0, 0], b: [1, 2] }],
    ["two zero gradients", { a: [0, 0], b: [0, 0] }],
    ["a gradient of rounding noise beside a large one", { a: [1e-13, 0], b: [1e6, 2] }],
    ["a NaN", { a: [Number.NaN, 0], b: [1, 2] }],
    ["an infinity", { a: [Infinity, 0], b: [1, 2] }],
  ])("of %s is a gap, not 0", (_, gradients) => {
    expect(cosine(gramOf(gradients), "a", "b")).toBeNull();
    expect(cosine(gramOf(gradients), "b", "a")).toBeNull();
  });

  test("of small but real gradients is measured", () => {
    expect(cosine(gramOf({ a: [1e-10, 0], b: [1e-10, 1e-10] }), "a", "b")).toBeCloseTo(Math.SQRT1_2, 12);
  });

  test("of a loss that was not measured is a gap", () => {
    expect(cosine(gram, "g0", "g9")).toBeNull();
    expect(cosine({ losses: ["a", "b"], values: [1] }, "a", "b")).toBeNull();
  });
});

describe("normRatio", () => {
  test("is the second norm over the first", () => {
    expect(normRatio(gram, "g0", "g2")).toBeCloseTo(Math.sqrt(3 / 6.25), 15);
    expect(normRatio(gram, "g2", "g0")).toBeCloseTo(Math.sqrt(6.25 / 3), 15);
  });

  test("is 0 where the second vanishes and a gap where the first does", () => {
    const one = gramOf({ a: [1, 1], zero: [0, 0] });
    expect(normRatio(one, "a", "zero")).toBe(0);
    expect(normRatio(one, "zero", "a")).toBeNull();
    expect(normRatio(one, "zero", "zero")).toBeNull();
    expect(normRatio(one, "a", "b")).toBeNull();
  });
});

describe("splitHalf", () => {
  const halves = (first: readonly number[], second: readonly number[]): Gram =>
    gramOf({ "ce/main": first.map((value, i) => value + (second[i] ?? 0)), [HALF]: first });

  test("is the cosine of the two halves' own gradients", () => {
    expect(splitHalf(halves(g0, g1))).toBeCloseTo(0.3411211461, 9);
    expect(splitHalf(halves(g0, g2))).toBeCloseTo(-0.9237604307, 9);
    expect(splitHalf(halves(g0, g0))).toBeCloseTo(1, 12);
  });

  test("takes other names", () => {
    expect(splitHalf(gramOf({ m: [1, 1], h: [1, 0] }), "m", "h")).toBeCloseTo(0, 12);
  });

  test("is a gap where it was not measured or a half is empty", () => {
    expect(splitHalf(gram)).toBeNull();
    expect(splitHalf(gramOf({ [HALF]: g0 }))).toBeNull();
    expect(splitHalf(halves([0, 0], [1, 2]))).toBeNull();
    expect(splitHalf(halves([1, 2], [0, 0]))).toBeNull();
    // The second half's squared norm is a difference, and may come out below zero.
    expect(splitHalf({ losses: ["ce/main", HALF], values: [1, 1.01, 1.01, 1] })).toBeNull();
  });
});

describe("sumGram", () => {
  const probe: ProbeGram = {
    layers: [
      { layer: "stem.conv", stage: "stem" },
      { layer: "s1b1.conv1", stage: "s1" },
      { layer: "s1b1.conv2", stage: "s1" },
    ],
    losses: ["a", "b"],
    gram: [1, 2, 2, 3, 10, 20, 20, 30, 100, 200, 200, 300],
  };

  test("adds the layers that are asked for", () => {
    expect([...Array.from(sumGram(probe, () => true).values)]).toEqual([111, 222, 222, 333]);
    expect([...Array.from(sumGram(probe, ({ stage }) => stage === "s1").values)]).toEqual([110, 220, 220, 330]);
    expect([...Array.from(sumGram(probe, ({ layer }) => layer === "stem.conv").values)]).toEqual([1, 2, 2, 3]);
  });

  test("of no layer has no cosine: no shared path is not 0", () => {
    expect(
      cosine(
        sumGram(probe, () => false),
        "a",
        "b",
      ),
    ).toBeNull();
  });

  test("of layers is the Gram matrix of the joined gradients", () => {
    const [first, second] = [gramOf({ g0, g1 }), gramOf({ g0: g2, g1: g0 })];
    const both = gramOf({ g0: [...g0, ...g2], g1: [...g1, ...g0] });
    const layers = [
      { layer: "1", stage: "s1" },
      { layer: "2", stage: "s1" },
    ];
    const joined = sumGram(
      { layers, losses: ["g0", "g1"], gram: [...Array.from(first.values), ...Array.from(second.values)] },
      () => true,
    );
    expect(cosine(joined, "g0", "g1")).toBeCloseTo(cosine(both, "g0", "g1") ?? Number.NaN, 14);
  });
});
