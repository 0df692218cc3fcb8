import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { belowAt, byteNormalAt, derive, drawAt, extend, mix32, unitAt } from "./mix32";

// PyTorch-side vectors; fixtures/golden/README.md says how they were made.
const golden = JSON.parse(readFileSync("fixtures/golden/dataset.json", "utf8")) as {
  mix32: Record<string, number>;
  derive: Record<string, number>;
  stream12345_u: number[];
  stream99_n: number[];
};

describe("golden vectors", () => {
  test.each(Object.entries(golden.mix32))("mix32(%s)", (x, expected) => {
    expect(mix32(Number(x))).toBe(expected);
  });

  test.each(Object.entries(golden.derive))("derive(%s)", (parts, expected) => {
    expect(derive(...parts.split(",").map(Number))).toBe(expected);
  });

  test("unitAt", () => {
    expect(golden.stream12345_u.map((_, j) => unitAt(12345, j + 1))).toEqual(golden.stream12345_u);
  });

  test("byteNormalAt", () => {
    expect(golden.stream99_n.map((_, j) => byteNormalAt(99, j + 1))).toEqual(golden.stream99_n);
  });
});

test("derive extends part by part", () => {
  expect(derive()).toBe(0x5eed);
  expect(extend(extend(derive(), 7), 9)).toBe(derive(7, 9));
  expect(derive(7, 9)).not.toBe(derive(9, 7));
  expect(derive(7, 0)).not.toBe(derive(7));
});

test("parts and keys count modulo 2^32", () => {
  expect(derive(2 ** 32 + 5)).toBe(derive(5));
  expect(derive(2 ** 32 - 1, 3)).toBe(derive(-1, 3));
  expect(drawAt(2 ** 32 - 1, 1)).toBe(drawAt(-1, 1));
});

test("belowAt is the high word of the 64-bit product, up to n = 2^21", () => {
  for (const n of [1, 2, 3, 5, 1000, 20000, 2 ** 21 - 1, 2 ** 21]) {
    for (let i = 1; i <= 200; i++) {
      const exact = Number((BigInt(drawAt(n, i)) * BigInt(n)) >> 32n);
      expect(belowAt(n, i, n)).toBe(exact);
    }
  }
});

test("belowAt reaches every value about equally often", () => {
  const counts = new Array<number>(5).fill(0);
  for (let i = 1; i <= 10000; i++) {
    const value = belowAt(1, i, 5);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  // 2000 each, standard deviation 40.
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(160);
});
