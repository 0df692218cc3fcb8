import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./setup.mjs";
import { animate } from "./webp.mjs";

/** A still picture with a chunk before its pixels, which have an odd length. */
const still = Buffer.concat([Buffer.from("RIFF\x1b\0\0\0WEBPICCP\x01\0\0\0\x09\0VP8 \x03\0\0\0abc\0", "latin1")]);

/** Names and lengths of a file's chunks. @param {Buffer} file @param {number} from */
function chunks(file, from = 12) {
  const found = [];
  for (let at = from; at < file.length;) {
    const length = file.readUInt32LE(at + 4);
    found.push([file.toString("latin1", at, at + 4), length]);
    at += 8 + length + (length % 2);
  }
  return found;
}

describe("a picture that moves", () => {
  it("has its size, its loop and a frame for every still picture", () => {
    const film = animate(
      [
        { webp: still, ms: 160 },
        { webp: still, ms: 3500 },
      ],
      { width: 960, height: 600 },
    );
    expect(film.readUInt32LE(4)).toBe(film.length - 8);
    expect(chunks(film)).toEqual([
      ["VP8X", 10],
      ["ANIM", 6],
      ["ANMF", 16 + 12],
      ["ANMF", 16 + 12],
    ]);
    expect(film.readUIntLE(12 + 8 + 4, 3)).toBe(959);
    const second = film.lastIndexOf("ANMF") + 8;
    expect(film.readUIntLE(second + 12, 3)).toBe(3500);
    expect(film.toString("latin1", second + 16)).toBe("VP8 \x03\0\0\0abc\0");
  });

  it("refuses what is no picture", () => {
    expect(() => animate([{ webp: Buffer.from("GIF89a, a picture"), ms: 1 }], { width: 1, height: 1 })).toThrow(
      /no WebP/,
    );
  });

  it("is what the README shows, small enough for every clone", () => {
    const film = readFileSync(join(root, "docs/first-visit.webp"));
    expect(film.length).toBeLessThan(1_500_000);
    expect(chunks(film).filter(([name]) => name === "ANMF").length).toBeGreaterThan(10);
    expect(readFileSync(join(root, "README.md"), "utf8")).toContain("](docs/first-visit.webp)");
  });
});
