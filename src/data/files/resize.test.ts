import { expect, test } from "vitest";
import { resize } from "./resize";
import type { DecodedImage } from "./imageDecoder";

const square = (side: number) => ({ width: side, height: side });

const image = (width: number, height: number, pixels: readonly number[]): DecodedImage => ({
  width,
  height,
  channels: 1,
  pixels: Uint8Array.from(pixels),
});

test("a smaller picture is the mean over areas, rounded", () => {
  expect(resize(image(4, 2, [0, 10, 20, 31, 0, 10, 20, 31]), square(2), "stretch").pixels).toEqual(
    Uint8Array.of(5, 26, 5, 26),
  );
  // A third and two thirds of pixels count as such.
  expect([...resize(image(3, 3, [0, 90, 0, 0, 90, 0, 0, 90, 0]), square(2), "stretch").pixels]).toEqual([
    30, 30, 30, 30,
  ]);
});

test("fill cuts off, fit adds grey, stretch does neither", () => {
  const wide = image(4, 2, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...resize(wide, square(2), "fill").pixels]).toEqual([2, 3, 6, 7]);
  expect([
    ...resize(
      image(
        4,
        2,
        Array.from({ length: 8 }, () => 9),
      ),
      square(4),
      "fit",
    ).pixels,
  ]).toEqual([...[128, 128, 128, 128], ...Array.from({ length: 8 }, () => 9), ...[128, 128, 128, 128]]);
});

test("a larger picture repeats its pixels, and one of the right size stays itself", () => {
  const small = image(2, 2, [1, 2, 3, 4]);
  expect([...resize(small, square(4), "fill").pixels]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  expect(resize(small, square(2), "fill")).toBe(small);
});

test("a size that is no square has its own proportions", () => {
  const tall = image(2, 4, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...resize(tall, { width: 1, height: 2 }, "fill").pixels]).toEqual([3, 7]);
  expect([...resize(tall, { width: 1, height: 2 }, "fit").pixels]).toEqual([3, 7]);
  // Of a square the middle half is kept, or grey stands above and below.
  const even = image(4, 4, [9, 1, 3, 9, 9, 1, 3, 9, 9, 5, 7, 9, 9, 5, 7, 9]);
  expect([...resize(even, { width: 1, height: 2 }, "fill").pixels]).toEqual([2, 6]);
  expect([...resize(even, { width: 2, height: 4 }, "fit").pixels]).toEqual([128, 128, 5, 6, 7, 8, 128, 128]);
});
