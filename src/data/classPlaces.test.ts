import { expect, test } from "vitest";
import { classCounts, pageOf } from "./classPlaces";

const labels = Uint16Array.of(2, 0, 2, 1, 2, 0, 2);

test("classes are counted, those without an image too", () => {
  expect(classCounts({ labels }, 4)).toEqual([2, 1, 4, 0]);
});

test.each([
  [undefined, 0, [0, 1, 2], 3],
  [undefined, 2, [6], 3],
  [2, 0, [0, 2, 4], 2],
  [2, 1, [6], 2],
  [2, 2, [], 2],
  [3, 0, [], 0],
] as const)("images of class %s, page %i", (label, page, places, pages) => {
  expect(pageOf({ labels }, label, page, 3)).toEqual({ places, pages });
});
