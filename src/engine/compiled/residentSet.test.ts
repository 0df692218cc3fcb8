import { expect, it } from "vitest";
import { cutInPieces } from "./residentSet";

const MIB = 2 ** 20;

it.each([
  ["a drawn set is one piece", 1500, 768, 128 * MIB, { pieces: 1, perPiece: 1500 }],
  ["an odd number of images is rounded to whole words", 37, 27, 128 * MIB, { pieces: 1, perPiece: 40 }],
  ["50,000 colour images of 32 px are two pieces", 50_000, 3072, 128 * MIB, { pieces: 2, perPiece: 43_688 }],
  ["100,000 of 64 px do not fit four pieces", 100_000, 12_288, 128 * MIB, undefined],
  ["an image larger than what a kernel may see", 4, 1000, 512, undefined],
] as const)("%s", (_, count, bytes, most, cut) => {
  expect(cutInPieces(count, bytes, most)).toEqual(cut);
  if (cut !== undefined) expect(cut.perPiece * bytes).toBeLessThanOrEqual(most);
});
