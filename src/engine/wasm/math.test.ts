import { describe, expect, it } from "vitest";
import { drawAt } from "../../random/mix32";
import * as elementary from "../../stats/elementary";
import { instantiate, kernelModule } from "./kernelModule";

const kernels = instantiate(await kernelModule(), new WebAssembly.Memory({ initial: 1 }));
const exp = kernels.find("exp") as (x: number) => number;
const log = kernels.find("log") as (x: number) => number;

/** Doubles between two neighbouring ones of the host, which itself is wrong by less than one. */
function ulps(got: number, want: number): number {
  if (Object.is(got, want) || (Number.isNaN(got) && Number.isNaN(want))) return 0;
  const [a, b] = new BigInt64Array(new Float64Array([got, want]).buffer);
  return Math.abs(Number((a ?? 0n) - (b ?? 0n)));
}

/** Numbers of either sign, evenly in a range. */
const spread = (key: number, low: number, high: number) =>
  Array.from({ length: 20_000 }, (_, index) => low + ((high - low) * drawAt(key, index + 1)) / 2 ** 32);

describe("exp", () => {
  it.each([
    [-745, 709.7],
    [-1, 1],
    [-1e-8, 1e-8],
    [-88, 0],
  ])("is within a unit in the last place of the host's, from %d to %d", (low, high) => {
    expect(Math.max(...spread(1, low, high).map((x) => ulps(exp(x), Math.exp(x))))).toBeLessThanOrEqual(1);
  });

  it("of what lies beyond is 0, infinity or NaN", () => {
    expect([0, -0, -Infinity, -746, 710, Infinity, NaN].map((x) => exp(x))).toEqual([
      1,
      1,
      0,
      0,
      Infinity,
      Infinity,
      NaN,
    ]);
    expect(exp(-745)).toBe(5e-324);
  });

  it("has the digits of a table", () => {
    const known = [
      [1, 2.718281828459045],
      [0.5, 1.6487212707001282],
      [-1, 0.36787944117144233],
      [10, 22026.465794806718],
    ] as const;
    for (const [x, want] of known) expect(ulps(exp(x), want)).toBeLessThanOrEqual(1);
  });
});

describe("log", () => {
  it.each([
    [0, 2],
    [0.99, 1.01],
    [0, 1e300],
    [0, 2.2e-308],
  ])("is within a unit in the last place of the host's, from %d to %d", (low, high) => {
    expect(Math.max(...spread(2, low, high).map((x) => ulps(log(x), Math.log(x))))).toBeLessThanOrEqual(1);
  });

  it("of what lies beyond is minus infinity, infinity or NaN", () => {
    expect([1, 0, -0, -1, -Infinity, Infinity, NaN].map((x) => log(x))).toEqual([
      0,
      -Infinity,
      -Infinity,
      NaN,
      NaN,
      Infinity,
      NaN,
    ]);
  });

  it("undoes exp, as floats", () => {
    for (const x of spread(3, -80, 80)) expect(Math.fround(log(exp(Math.fround(x))))).toBe(Math.fround(x));
  });
});

it("exp and log are those of the page's own numbers, bit for bit", () => {
  const edges = [0, -0, 1, -1, 710, -746, -745, 2.2e-308, 5e-324, Infinity, -Infinity, NaN];
  const exponents = [...edges, ...spread(4, -745, 709.7), ...spread(5, -1, 1)];
  expect(exponents.map((x) => elementary.exp(x))).toEqual(exponents.map((x) => exp(x)));
  const values = [...edges, ...spread(6, 0, 2), ...spread(7, 0, 1e300), ...spread(8, 0, 2.2e-308)];
  expect(values.map((x) => elementary.log(x))).toEqual(values.map((x) => log(x)));
});
