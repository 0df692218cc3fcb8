import { describe, expect, it } from "vitest";
import { labelledMask, labelledRows } from "./labelledShare";

const labels = Uint16Array.from({ length: 200 }, (_, index) => index % 4);

describe("labelledMask", () => {
  it("keeps the same share of every class", () => {
    const mask = labelledMask({ count: 200, labels }, 7, 0.1);
    const byClass = [0, 0, 0, 0];
    mask?.forEach((kept, index) => (byClass[index % 4] = (byClass[index % 4] ?? 0) + kept));
    expect(byClass).toEqual([5, 5, 5, 5]);
  });

  it("takes its share of the images that are trained on, where some are set apart", () => {
    const among = Uint32Array.from({ length: 100 }, (_, index) => 2 * index);
    const mask = labelledMask({ count: 200, labels }, 7, 0.1, among) ?? new Uint8Array();
    const byClass = [0, 0, 0, 0];
    mask.forEach((kept, index) => (byClass[index % 4] = (byClass[index % 4] ?? 0) + kept));
    expect(byClass).toEqual([5, 0, 5, 0]);
  });

  it("never leaves a class without a label", () => {
    expect(labelledMask({ count: 200, labels }, 7, 0.001)?.reduce((sum, kept) => sum + kept, 0)).toBe(4);
  });

  it("only adds images when the share grows, and differs by seed", () => {
    const few = labelledMask({ count: 200, labels }, 7, 0.2) ?? new Uint8Array();
    const more = labelledMask({ count: 200, labels }, 7, 0.4) ?? new Uint8Array();
    expect(few.every((kept, index) => kept <= (more[index] ?? 0))).toBe(true);
    expect(labelledMask({ count: 200, labels }, 8, 0.2)).not.toEqual(few);
  });

  it("says nothing when all images are labelled", () => {
    expect(labelledMask({ count: 200, labels }, 7, 1)).toBeUndefined();
  });
});

describe("labelledRows", () => {
  it("counts rows with a label among the used ones", () => {
    expect(labelledRows(Int32Array.of(3, -1, 0, -1))).toBe(2);
    expect(labelledRows(Int32Array.of(3, -1, 0, -1), 2)).toBe(1);
  });
});
