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
