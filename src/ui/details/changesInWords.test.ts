import { expect, test } from "vitest";
import { unchanged } from "../../data/augment/augmentation";
import { alone, together } from "../../data/augment/testing/cases";
import { changesInWords } from "./changesInWords";

test("every change is told, and nothing where there is none", () => {
  expect(changesInWords(unchanged)).toEqual([]);
  for (const [kind, augmentation] of Object.entries(alone)) {
    expect(changesInWords(augmentation), kind).toHaveLength(1);
  }
  const { everything = unchanged, "the views of CDS's authors": cds = unchanged } = together;
  expect(changesInWords(everything)).toEqual([
    "half of them mirrored",
    "moved by up to 2 pixels, black moving in",
    "70 % of them in other colours",
    "30 % of them grey",
    "a square of 4 pixels cut out",
  ]);
  expect(changesInWords(cds).slice(-1)).toEqual(["cut out in view 1, colours changed in view 2"]);
});
