import { describe, expect, it } from "vitest";
import { standardDeviation } from "./mean";
import { correlation, holm, meanInterval, pairedDifference, signFlipP } from "./statistics";

// Expected numbers from SciPy 1.17.1: stats.t.ppf, stats.t.interval, stats.pearsonr; sign flips counted one by one in
// Python (itertools.product); Holm's steps written out with NumPy.
describe("statistics", () => {
  it("has intervals as wide as SciPy's quantiles of Student's t", () => {
    for (const [degrees, expected] of [
      [2, 4.302652729749462],
      [4, 2.7764451051977934],
      [9, 2.262157162798205],
      [30, 2.0422724563012378],
      [200, 1.9718962236339088],
    ] as const) {
      const values = Array.from({ length: degrees + 1 }, (_, index) => Math.sin(index));
      const [low, high] = meanInterval(values) ?? [];
      const error = standardDeviation(values) / Math.sqrt(degrees + 1);
      expect((high ?? 0) - (low ?? 0)).toBeCloseTo(2 * expected * error, 9);
    }
  });

  it("gives mean, interval and p of paired differences", () => {
    const { n, mean, interval, p } = pairedDifference([0.021, -0.004, 0.035, 0.012, 0.027]);
    expect(n).toBe(5);
    expect(mean).toBeCloseTo(0.0182, 12);
    expect(interval?.[0]).toBeCloseTo(-0.00041253919143287646, 10);
    expect(interval?.[1]).toBeCloseTo(0.036812539191432875, 10);
    expect(p).toBe(4 / 32);
  });

  it("of one or two pairs gives the mean alone: their spread says too little", () => {
    expect(pairedDifference([0.01, 0.03])).toEqual({ n: 2, mean: 0.02 });
    expect(pairedDifference([0.02])).toEqual({ n: 1, mean: 0.02 });
    const three = pairedDifference([0.01, 0.03, 0.02]);
    expect(three.interval?.[0]).toBeCloseTo(0.02 - (0.01 * 4.302652729911275) / Math.sqrt(3), 9);
    expect(three.p).toBe(0.25);
  });

  it("counts every sign pattern of twelve differences", () => {
    const differences = [
      0.022829, 0.024186, 0.008822, -0.009136, -0.013178, 0.000412, 0.01914, 0.025787, 0.014242, -0.00488, -0.014,
      -0.004731,
    ];
    expect(signFlipP(differences)).toBe(822 / 4096);
    const { interval } = pairedDifference(differences);
    expect(interval?.[0]).toBeCloseTo(-0.003816454269304703, 10);
    expect(interval?.[1]).toBeCloseTo(0.015398620935971372, 10);
  });

  it("samples sign patterns of many differences, the same ones every time", () => {
    const differences = Array.from({ length: 24 }, (_, index) => Math.sin(index + 1) * 0.02 + 0.006);
    const p = signFlipP(differences);
    expect(p).toBe(signFlipP(differences));
    // Normal approximation: mean / (root of the sum of squares) gives z, and p within a few sampling errors of it.
    const z =
      differences.reduce((a, b) => a + b, 0) / Math.sqrt(differences.reduce((sum, value) => sum + value * value, 0));
    expect(z).toBeGreaterThan(1.5);
    expect(p).toBeGreaterThan(0.03);
    expect(p).toBeLessThan(0.13);
  });

  it("corrects p values after Holm, in the order given", () => {
    const corrected = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((expected, index) => expect(corrected[index]).toBeCloseTo(expected, 12));
    expect(holm([])).toEqual([]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });

  it("gives Pearson's correlation, and none where nothing varies", () => {
    const pairs = [
      [0.1, 0.7],
      [0.4, 0.72],
      [0.2, 0.69],
      [0.9, 0.8],
      [0.5, 0.71],
    ] as const;
    expect(correlation(pairs)).toBeCloseTo(0.924540635088712, 12);
    expect(correlation(pairs.slice(0, 2))).toBeUndefined();
    expect(correlation(pairs.map(([x]) => [x, 1] as const))).toBeUndefined();
  });
});
