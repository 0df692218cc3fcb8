import { describe, expect, it } from "vitest";
import { dialText } from "./AgreementDials";
import { dialGeometry } from "./dialGeometry";

describe("a dial", () => {
  it("shows the true angle, and the sum's", () => {
    const right = dialGeometry(0, 1);
    expect(right.main.angle).toBe(0);
    expect(right.branch.angle).toBeCloseTo(90);
    expect(right.sum?.angle).toBeCloseTo(45);
    expect(dialGeometry(-1, 2).branch.angle).toBeCloseTo(180);
    // Against main and twice as strong: the sum goes the branch's way, as long as main.
    expect(dialGeometry(-1, 2).sum?.angle).toBeCloseTo(180);
    expect(dialGeometry(-1, 2).sum?.length).toBeCloseTo(dialGeometry(0, 1).main.length);
  });

  it("has no sum where two gradients cancel", () => {
    expect(dialGeometry(-1, 1).sum).toBeUndefined();
  });

  it("has longer arrows for stronger gradients, none too short or too long to see", () => {
    const lengths = [1e-9, 0.1, 0.5, 1, 2, 10, 1e9].map((ratio) => dialGeometry(0.3, ratio).branch.length);
    expect([...lengths].sort((a, b) => a - b)).toEqual(lengths);
    expect(lengths[0]).toBeGreaterThan(0);
    expect(lengths.at(-1)).toBeLessThan(64);
    expect(dialGeometry(1, 1).branch.length).toBe(dialGeometry(1, 1).main.length);
  });

  it("refuses what no two gradients have", () => {
    expect(() => dialGeometry(1.2, 1)).toThrow("cosine is 1.2");
    expect(() => dialGeometry(0, 0)).toThrow("ratio is 0");
    expect(() => dialGeometry(Number.NaN, 1)).toThrow(RangeError);
  });

  it("says the same in words", () => {
    const names = ["main", "branch 1"] as const;
    expect(dialText(-0.2079, 4, names)).toEqual(["102° apart,", "branch 1: 4× main"]);
    expect(dialText(0, 0.25, names)).toEqual(["90° apart,", "main: 4× branch 1"]);
    expect(dialText(1, 1.05, names)).toEqual(["0° apart,", "equally strong"]);
    expect(dialText(0.5, 23.4, names)).toEqual(["60° apart,", "branch 1: 23× main"]);
  });
});
