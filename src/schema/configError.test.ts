import { describe, expect, test } from "vitest";
import { ConfigError, describeValue } from "./configError";

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
    const error = new ConfigError("arms[1].forks[0].site", "a place such as s1b2", "s3b0");
    expect(error.message).toBe('arms[1].forks[0].site: expected a place such as s1b2, got "s3b0"');
    expect(error).toMatchObject({
      name: "ConfigError",
      code: "config",
      path: "arms[1].forks[0].site",
      expected: "a place such as s1b2",
      got: '"s3b0"',
    });
    expect(error).toBeInstanceOf(Error);
  });

  test.each(dangerous)("no character %j reaches the message, from the value or from the path", (character) => {
    const error = new ConfigError(`totem.${character}x`, "a number", `a${character}b`);
    for (const text of [error.message, error.path, error.got]) expect(text).not.toMatch(unsafe);
    expect(error.message).toContain("a�b");
    expect(error.path).toBe("totem.�x");
  });

  test("a huge value or path makes a short message, quickly", () => {
    const huge = "\u202e".repeat(5_000_000);
    const error = new ConfigError(huge, "a number", huge);
    expect(error.message.length).toBeLessThan(200);
    expect(error.message).not.toMatch(unsafe);
  });
});

describe("describeValue", () => {
  test.each([
    [undefined, "nothing"],
    [null, "null"],
    [-1.5, "-1.5"],
    [Number.NaN, "NaN"],
    [true, "true"],
    ["s3b0", '"s3b0"'],
    ["", '""'],
    [[1, 2], "a list of 2"],
    [{ a: 1 }, "an object"],
    [() => 1, "function"],
    [1n, "bigint"],
    [Symbol("x"), "symbol"],
  ])("describes %o", (value, text) => {
    expect(describeValue(value)).toBe(text);
  });

  test.each(["x", '"', "\\", "😀", "\ud83d", "\n", "é"])("many of %j fit into 48 characters", (character) => {
    for (const count of [1, 22, 23, 24, 39, 40, 41, 46, 47, 1000]) {
      const text = describeValue(character.repeat(count));
      expect(text.length).toBeLessThanOrEqual(48);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toMatch(/^".*"$/u);
      if (count > 47) expect(text).toContain("…");
    }
  });
});
