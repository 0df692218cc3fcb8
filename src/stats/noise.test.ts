import { describe, expect, it } from "vitest";
import { imageNoise, judgeRun, judgeSeeds, jackknifeNoise, judgeAgreements } from "./noise";
import { meanInterval } from "./statistics";

describe("the noise of test images", () => {
  it("is McNemar's: 200 images of which the two disagree on a tenth hide 4.4 points, 10,000 a tenth of a point less than .7", () => {
    const some = { first: 0.7, second: 0.7, disagreement: 0.1 };
    expect(imageNoise({ ...some, images: 200 })).toBeCloseTo(4.383, 2);
    expect(imageNoise({ ...some, images: 10_000 })).toBeCloseTo(0.62, 2);
  });

  it("takes two independent classifiers where nothing is known of their guesses, or less where they agree more", () => {
    // d = .7 × .3 × 2 = .42.
    expect(imageNoise({ first: 0.7, second: 0.7, images: 2000 })).toBeCloseTo(100 * 1.96 * Math.sqrt(0.42 / 2000), 2);
    // Guesses may differ where both are wrong; more than independence gives is never taken.
    expect(imageNoise({ first: 0.7, second: 0.7, images: 2000, disagreement: 0.9 })).toBe(
      imageNoise({ first: 0.7, second: 0.7, images: 2000 }),
    );
  });

  it("is never less than one image", () => {
    expect(imageNoise({ first: 0.5, second: 0.5, images: 80, disagreement: 0 })).toBeCloseTo(1.25, 12);
    expect(imageNoise({ first: 1, second: 1, images: 80 })).toBeCloseTo(1.25, 12);
    expect(imageNoise({ first: 0.5, second: 0.6, images: 0 })).toBe(Infinity);
  });
});

describe("one run", () => {
  it("at chance is at chance, whoever is ahead", () => {
    const smoke = { images: 80, chance: 0.05 };
    expect(judgeRun({ ...smoke, first: 0.0375, second: 0.0625 }).kind).toBe("chance");
    expect(judgeRun({ ...smoke, first: 0.0375, second: 0.4 }).kind).toBe("clear");
    // Where nothing is known of chance (mAP), there is none.
    expect(judgeRun({ images: 80, first: 0.0375, second: 0.0625 }).kind).toBe("unclear");
  });

  it("with a lead of 1.9 points on 2,000 images, a third of them guessed differently, has no clear difference", () => {
    const judged = judgeRun({ first: 0.726, second: 0.707, images: 2000, disagreement: 0.33, chance: 0.05 });
    expect(judged.points).toBeCloseTo(-1.9);
    expect(judged.noise).toBeCloseTo(2.52, 2);
    expect(judged.kind).toBe("unclear");
  });

  it("says a difference that its images cannot produce", () => {
    expect(judgeRun({ first: 0.6, second: 0.7, images: 2000, chance: 0.05 }).kind).toBe("clear");
  });
});

describe("several seeds", () => {
  it("from three on are judged by their own spread: Student's interval of the mean", () => {
    const points = [2.1, 0.4, 3.5, 1.2, 2.7];
    const { noise, points: mean, kind } = judgeSeeds(points, 99);
    const [low, high] = meanInterval(points) ?? [0, 0];
    expect(mean - noise).toBeCloseTo(low, 5);
    expect(mean + noise).toBeCloseTo(high, 5);
    expect(kind).toBe("clear");
    expect(judgeSeeds([2.1, -3, 3.5], 99).kind).toBe("unclear");
    for (let n = 3; n <= 10; n += 1) {
      const values = Array.from({ length: n }, (_, index) => index % 3);
      const [from = 0, to = 0] = meanInterval(values) ?? [];
      expect(judgeSeeds(values, 99).noise).toBeCloseTo((to - from) / 2, 5);
    }
  });

  it("two of them by their images, and only when they agree", () => {
    expect(judgeSeeds([4, 5], 3)).toMatchObject({ points: 4.5, kind: "clear" });
    expect(judgeSeeds([4, 5], 3).noise).toBeCloseTo(3 / Math.SQRT2);
    expect(judgeSeeds([1, 2], 3).kind).toBe("unclear");
    expect(judgeSeeds([9, -1], 3).kind).toBe("unclear");
    expect(judgeSeeds([0, 0, 0], 3).kind).toBe("unclear");
  });
});

describe("agreements of one batch", () => {
  it("have an interval by how they move when a group of images is left out", () => {
    // The jackknife's standard error, written out, times Student's t of three degrees.
    const without = [0.3, 0.34, 0.28, 0.36];
    const mean = 0.32;
    const error = Math.sqrt((3 / 4) * without.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    expect(jackknifeNoise(without)).toBeCloseTo(3.182446 * error, 9);
    expect(jackknifeNoise([0.3, 0.4])).toBe(Number.POSITIVE_INFINITY);
  });

  it("differ clearly where their difference moves less than it is large, however much both move together", () => {
    const first = { whole: 0.3, without: [0.1, 0.5, 0.2, 0.4] };
    const together = { whole: 0.4, without: [0.2, 0.61, 0.3, 0.49] };
    const judged = judgeAgreements(first, together);
    expect(judged.kind).toBe("clear");
    expect(judged.difference).toBeCloseTo(0.1, 12);
    const apart = { whole: 0.4, without: [0.6, 0.2, 0.5, 0.3] };
    expect(judgeAgreements(first, apart)).toMatchObject({ kind: "unclear" });
  });
});
