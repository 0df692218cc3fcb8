import jsQR from "jsqr";
import { describe, expect, it } from "vitest";
import { modulesOf } from "./QrDrawing";

const SCALE = 4;

/** What a phone reads: the modules as RGBA pixels, given to an independent decoder. */
function read(rows: readonly (readonly boolean[])[]): string | undefined {
  const size = rows.length * SCALE;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const dark = rows[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)] === true;
      pixels.fill(dark ? 0 : 255, 4 * (y * size + x), 4 * (y * size + x) + 3);
    }
  }
  return jsQR(pixels, size, size)?.data;
}

const textOf = (length: number): string =>
  Array.from({ length }, (_, index) => "https://forklab.example/#v1&s=7~A;"[(index * 7 + length) % 34]).join("");

describe("a QR code", () => {
  it.each([1, 37, 129, 700, 1500])("of %i characters is read back", (length) => {
    expect(read(modulesOf(textOf(length)) ?? [])).toBe(textOf(length));
  });

  it("carries letters of every script", () => {
    expect(read(modulesOf("#v1~n=Größe 深监督") ?? [])).toBe("#v1~n=Größe 深监督");
  });

  it("grows with its text and ends at 2,953 bytes", () => {
    expect(modulesOf("x".repeat(17))).toHaveLength(21 + 8);
    expect(modulesOf("x".repeat(18))).toHaveLength(25 + 8);
    expect(modulesOf("x".repeat(2953))).toHaveLength(177 + 8);
    expect(modulesOf("x".repeat(2954))).toBeUndefined();
  });
});
