import { describe, expect, test } from "vitest";
import { ConfigError, foundOf } from "./configError";
import type { Expected } from "./expected";
import { textOf } from "../ui/words/errorWords";

const place: Expected = { code: "place" };

/** Characters that could make a message read as something else: controls, bidirectional overrides, line breaks. */
const dangerous = ["\u0000", "\u0007", "\n", "\r", "\u001b", "\u007f", "\u0085", "\u200b", "\u200f", "\u061c"].concat([
  "\u202a",
  "\u202e",
  "\u2066",
  "\u2069",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\ud800",
  "\udfff",
  "\u{e0041}",
]);
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("ConfigError", () => {
  test("says what, where and what would be right", () => {
    const error = new ConfigError("arms[1].forks[0].site", place, "s3b0");
    expect(textOf(error)).toBe('arms[1].forks[0].site: expected input, stem or a place such as s1b2, got "s3b0"');
    expect(error).toMatchObject({
      name: "ConfigError",
      code: "config",
      path: "arms[1].forks[0].site",
      fault: { code: "expected", expected: place, got: { code: "shown", text: '"s3b0"' } },
    });
    expect(error).toBeInstanceOf(Error);
  });

  test.each(dangerous)("no character %j reaches the message, from the value or from the path", (character) => {
    const error = new ConfigError(`totem.${character}x`, place, `a${character}b`);
    for (const text of [error.message, textOf(error), error.path]) expect(text).not.toMatch(unsafe);
    expect(textOf(error)).toContain("a�b");
    expect(error.path).toBe("totem.�x");
  });

  test("a huge value or path makes a short message, quickly", () => {
    const huge = "\u202e".repeat(5_000_000);
    const error = new ConfigError(huge, place, huge);
    expect(textOf(error).length).toBeLessThan(200);
    expect(error.message).not.toMatch(unsafe);
  });
});

describe("foundOf", () => {
  test.each([
    [undefined, { code: "nothing" }],
    [null, { code: "shown", text: "null" }],
    [-1.5, { code: "shown", text: "-1.5" }],
    [Number.NaN, { code: "shown", text: "NaN" }],
    [true, { code: "shown", text: "true" }],
    ["s3b0", { code: "shown", text: '"s3b0"' }],
    ["", { code: "shown", text: '""' }],
    [[1, 2], { code: "list", length: 2 }],
    [{ a: 1 }, { code: "object" }],
    [() => 1, { code: "shown", text: "function" }],
    [1n, { code: "shown", text: "bigint" }],
    [Symbol("x"), { code: "shown", text: "symbol" }],
  ])("describes %o", (value, text) => {
    expect(foundOf(value)).toEqual(text);
  });

  test.each(["x", '"', "\\", "😀", "\ud83d", "\n", "é"])("many of %j fit into 48 characters", (character) => {
    for (const count of [1, 22, 23, 24, 39, 40, 41, 46, 47, 1000]) {
      const found = foundOf(character.repeat(count));
      const text = found.code === "shown" ? found.text : "";
      expect(text.length).toBeLessThanOrEqual(48);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toMatch(/^".*"$/u);
      if (count > 47) expect(text).toContain("…");
    }
  });
});
