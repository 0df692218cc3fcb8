import { describe, expect, it } from "vitest";
import { textKey } from "../../random/textKey";
import { qrCode } from "./qrCode";

const textOf = (length: number): string =>
  Array.from({ length }, (_, index) => "https://forklab.example/#v1&s=7~A;"[(index * 7 + length) % 34]).join("");
const keyOf = (length: number): string =>
  textKey((qrCode(textOf(length)) ?? []).map((row) => row.map(Number).join("")).join("\n")).toString(16);

describe("a QR code", () => {
  // These drawings, and 55 of other lengths, were read back by an independent decoder (jsQR 1.4.0).
  it.each<[number, string]>([
    [1, "dd0c5b2f"],
    [37, "f7801c24"],
    [129, "e9fbcbef"],
    [700, "9b58b3d3"],
  ])("of %i characters is the one that a decoder read", (length, key) => {
    expect(keyOf(length)).toBe(key);
  });

  it("grows with its text and ends at 2,953 bytes", () => {
    expect(qrCode("x".repeat(17))).toHaveLength(21);
    expect(qrCode("x".repeat(18))).toHaveLength(25);
    expect(qrCode("x".repeat(2953))).toHaveLength(177);
    expect(qrCode("x".repeat(2954))).toBeUndefined();
    expect(qrCode("é".repeat(9))).toHaveLength(25);
  });
});
