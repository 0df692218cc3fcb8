import { describe, expect, test } from "vitest";
import { derive, drawAt } from "../random/mix32";
import { formatNumber, readNumber } from "./formatNumber";

/** Doubles with every exponent and every bit pattern, not only tame ones. */
function* doubles(count: number): Generator<number> {
  const view = new DataView(new ArrayBuffer(8));
  const key = derive(2026, 1);
  for (let index = 0; index < count; index += 1) {
    view.setUint32(0, drawAt(key, 2 * index + 1));
    view.setUint32(4, drawAt(key, 2 * index + 2));
    const value = view.getFloat64(0);
    if (Number.isFinite(value)) yield value;
  }
}

describe("formatNumber", () => {
  test.each([
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [-1, "-1"],
    [0.05, ".05"],
    [-0.3, "-.3"],
    [5e-4, "5e-4"],
    [1500, "1500"],
    [1e6, "1e6"],
    [1e21, "1e21"],
    [1.5e-7, "1.5e-7"],
    [0.1 + 0.2, ".30000000000000004"],
    [2 ** 31 - 1, "2147483647"],
    [Number.MAX_VALUE, "1.7976931348623157e308"],
    [Number.MIN_VALUE, "5e-324"],
    [-Number.MIN_VALUE, "-5e-324"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test.each([Number.NaN, Infinity, -Infinity])("refuses %d", (value) => {
    expect(() => formatNumber(value)).toThrow(RangeError);
  });

  test("every double comes back as itself, in link characters, no longer than JavaScript writes it", () => {
    let seen = 0;
    for (const value of doubles(10_000)) {
      const text = formatNumber(value);
      if (readNumber(text) !== value || !/^[\d.e-]+$/.test(text) || text.length > String(value).length) {
        expect.fail(`${value} was written as ${text}`);
      }
      seen += 1;
    }
    expect(seen).toBeGreaterThan(9_900);
  });

  test("short decimals come back as themselves and without a leading zero", () => {
    const key = derive(2026, 2);
    for (let index = 1; index <= 10_000; index += 1) {
      const value = Number(`${drawAt(key, 2 * index) % 1000}e-${drawAt(key, 2 * index + 1) % 8}`);
      const text = formatNumber(value);
      if (readNumber(text) !== value || /^-?0\d|^-?0\./.test(text)) expect.fail(`${value} was written as ${text}`);
    }
  });
});

describe("readNumber", () => {
  test.each([
    ["0.05", 0.05],
    ["+3", 3],
    ["1e-3", 1e-3],
    ["1E3", 1000],
    ["1.", 1],
    [".5", 0.5],
    ["007", 7],
  ])("accepts %s", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  test.each([
    "",
    " ",
    " 1",
    "1 ",
    ".",
    "e5",
    "-",
    "--1",
    "1e",
    "1e5.5",
    "1,5",
    "0x10",
    "0b1",
    "0o7",
    "1_000",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1e9999",
    "١٢",
    "1".repeat(33),
  ])("refuses %j", (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  test("looks at no more than 32 characters", () => {
    expect(readNumber("1".repeat(1_000_000))).toBeUndefined();
  });
});
