import { describe, expect, test } from "vitest";
import { linkToText, plainText, textToLink } from "./text";

describe("text in links", () => {
  test.each(["", "a", "ab", "abc", "DHM stage 1", "β = ½", "=&;,~#%", "😀".repeat(10), "ÿÿÿ???>>>", "\ufeffx"])(
    "%j comes back, in link characters",
    (text) => {
      const encoded = textToLink(text);
      expect(encoded).toMatch(/^[A-Za-z0-9~-]*$/);
      expect(linkToText(encoded)).toBe(text);
    },
  );

  test.each(["!", "a", "%", "abcde", "é", "__", "gICA", "7aCA"])("%j is not one", (encoded) => {
    expect(linkToText(encoded)).toBeUndefined();
  });
});

test("plainText drops what could deceive and cuts by characters, not by halves of them", () => {
  expect(plainText("a\u202eb\u0000c\u2028d\ud800e", 40)).toBe("abcde");
  expect(plainText("😀😀😀", 2)).toBe("😀😀");
});

test("plainText keeps the joiners that emoji and Persian are written with, and no bidirectional control", () => {
  for (const name of ["👩\u200d🔬 arm", "می\u200cخواهم"]) expect(plainText(name, 40)).toBe(name);
  const controls = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
  expect(plainText(`a${controls}b`, 40)).toBe("ab");
});
