import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { combiners, type CombinerKind } from ".";
import { permutation } from "../../random/permutation";
import { extend } from "../../random/mix32";
import { createStream } from "../../random/stream";
import { times } from "./algebra";
import { combine } from "./combine";
import type { Combiner } from "./combiner";

interface Case {
  readonly kind: string;
  readonly size: number;
  readonly gram: readonly number[];
  readonly pcgrad?: readonly { readonly [order: string]: readonly number[] }[];
  readonly [rule: string]: unknown;
}

// See fixtures/combining/README.md.
const cases = JSON.parse(readFileSync("fixtures/combining/combining.json", "utf8")) as readonly Case[];
const entries: { readonly [kind: string]: Combiner } = combiners;
const kinds = Object.keys(combiners) as CombinerKind[];
const options = { caution: 0.5, key: 77 };

function weightsOf(kind: CombinerKind, inner: Float64Array, size: number): Float64Array {
  const found = entries[kind]?.combine(inner, size, options);
  if (found === undefined || "fallback" in found) throw new Error(`${kind}: ${JSON.stringify(found)}`);
  return found.weights;
}

/** Inner products of random rows; a shared part makes them agree. */
function randomInner(key: number, size: number, shared = 0): Float64Array {
  const stream = createStream(key);
  const draw = (): number => stream.below(20_001) / 10_000 - 1;
  const common = Array.from({ length: 9 }, draw);
  const rows = Array.from({ length: size }, () => common.map((value) => draw() + shared * value));
  return Float64Array.from(
    rows.flatMap((a) => rows.map((b) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0))),
  );
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, share: number): void {
  const span = Math.max(...Array.from(expected, Math.abs));
  expect(found).toHaveLength(expected.length);
  Array.from(expected).forEach((value, at) => expect(Math.abs((found[at] ?? NaN) - value)).toBeLessThan(share * span));
}

test("there are cases of two to four losses", () => {
  expect(cases).toHaveLength(12);
  expect(new Set(cases.map(({ size }) => size))).toEqual(new Set([2, 3, 4]));
});

describe.each(kinds)("%s", (kind) => {
  const entry = entries[kind];
  if (entry === undefined) throw new Error(kind);

  it("finds what an independent program finds", () => {
    let compared = 0;
    for (const { size, gram, pcgrad, ...others } of cases) {
      const found = weightsOf(kind, Float64Array.from(gram), size);
      if (kind === "pcgrad") {
        if (pcgrad === undefined) continue;
        const left = pcgrad.map((orders, i) => {
          const order = [...permutation(extend(options.key, i), size)].filter((j) => j !== i);
          return orders[order.join(",")] ?? [];
        });
        const sum = Array.from({ length: size }, (_, at) => left.reduce((all, own) => all + (own[at] ?? NaN), 0));
        expectClose(found, sum, 1e-12);
      } else {
        // Iterations of general solvers end some digits before ours.
        expectClose(found, others[kind] as number[], kind === "cagrad" || kind === "mgda" ? 2e-4 : 1e-8);
      }
      compared += size;
    }
    expect(compared).toBeGreaterThanOrEqual(20);
  });

  it("counts equal losses alike, and no less than the sum does", () => {
    for (const size of [2, 3, 4, 9]) {
      const found = weightsOf(kind, new Float64Array(size * size).fill(2.5), size);
      expect(found[0]).toBeGreaterThan(0.99);
      for (const weight of found) expect(weight / (found[0] ?? NaN)).toBeCloseTo(1, 3);
    }
  });

  it("lowers every loss where it promises to", () => {
    let looked = 0;
    for (let at = 0; at < 60; at += 1) {
      const size = 2 + (at % 4);
      const inner = randomInner(1000 + at, size);
      const found = combine(kind, inner, size, options);
      if ("fallback" in found) continue;
      looked += 1;
      expect(found.weights.every((weight) => weight >= 0)).toBe(true);
      const span = Math.max(...inner.map(Math.abs));
      if (entry.promises.descends) expect(Math.min(...times(inner, found.weights))).toBeGreaterThan(-1e-9 * span);
    }
    expect(looked).toBeGreaterThan(15);
  });

  it("leaves losses without a conflict to the last bit where it promises to", () => {
    const inner = randomInner(5, 4, 3);
    expect(Math.min(...inner)).toBeGreaterThan(0);
    const isSum = weightsOf(kind, inner, 4).every((weight) => weight === 1);
    expect(isSum).toBe(entry.promises.keepsPeace);
  });

  it("says why it has no answer", () => {
    const fallback = (values: readonly number[], size: number): unknown =>
      combine(kind, Float64Array.from(values), size, options);
    expect(fallback([3], 1)).toEqual({ fallback: "single" });
    expect(fallback([3, 0, 0, 0], 2)).toEqual({ fallback: "single" });
    expect(fallback([0, 0, 0, 0], 2)).toEqual({ fallback: "single" });
    expect(fallback([3, 0, 0, 4], 2)).toEqual({ fallback: "unshared" });
    expect(fallback([3, NaN, NaN, 4], 2)).toEqual({ fallback: "notFinite" });
    expect(fallback([3, Infinity, Infinity, 4], 2)).toEqual({ fallback: "notFinite" });
    // Gradients that cancel: an answer that promises nothing, or none; never a number that is none.
    const found = combine(kind, Float64Array.of(1, -1, -1, 1), 2, options);
    expect("fallback" in found || found.weights.every((weight) => Number.isFinite(weight))).toBe(true);
  });

  it("leaves out a loss without a gradient", () => {
    const inner = randomInner(9, 2);
    const padded = Float64Array.of(inner[0] ?? 0, 0, inner[1] ?? 0, 0, 0, 0, inner[2] ?? 0, 0, inner[3] ?? 0);
    const pair = combine(kind, inner, 2, options);
    const three = combine(kind, padded, 3, options);
    if ("fallback" in pair || "fallback" in three) throw new Error("no answer");
    expect([...three.weights]).toEqual([pair.weights[0], 1, pair.weights[1]]);
  });
});
