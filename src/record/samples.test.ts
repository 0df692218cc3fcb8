import { describe, expect, it } from "vitest";
import { packNumbers } from "../protocol/packed";
import { biasWeights, histogram, rightByVariance } from "./biasWeights";
import { confusionDifference, confusionOf, confusionShares, largestConfusions } from "./confusion";
import { answersOf, confidentMistakes } from "./samples";

const packed = (guesses: readonly number[], confidence: readonly number[]) =>
  answersOf({
    guesses: packNumbers(Uint16Array.from(guesses)),
    confidence: packNumbers(Uint8Array.from(confidence)),
  });

describe("answers of a head", () => {
  it("come back as they were packed, and no guess is −1", () => {
    const answers = packed([3, 65_535, 299], [255, 0, 51]);
    expect(answers.guesses).toEqual([3, -1, 299]);
    expect(answers.confidence).toEqual([1, 0, 0.2]);
    expect(answers.variance).toBeUndefined();
  });

  it("list mistakes that some head is sure of, the surest first", () => {
    const labels = [0, 1, 2, 3];
    const first = packed([1, 1, 0, 3], [250, 255, 210, 255]);
    const second = packed([0, 0, 0, 0], [255, 100, 255, 203]);
    expect(confidentMistakes([first, second], labels, 20)).toEqual([2, 0]);
    expect(confidentMistakes([first, second], labels, 1)).toEqual([2]);
  });
});

describe("confusion", () => {
  const first = confusionOf([0, 0, 1, 1], [0, 1, 1, -1], 2);
  const second = confusionOf([0, 0, 1, 1], [0, 0, 0, 1], 2);

  it("counts by true class and leaves images without a guess out", () => {
    expect(first.counts).toEqual([1, 1, 0, 1]);
    expect(first.totals).toEqual([2, 1]);
    expect(confusionShares(first)).toEqual([0.5, 0.5, 0, 1]);
  });

  it("subtracts shares, and its rows then add up to 0", () => {
    const difference = confusionDifference(first, second);
    expect(difference).toEqual([0.5, -0.5, 0.5, -0.5]);
    expect(largestConfusions(difference, 2, 5).map(({ label, guess }) => [label, guess])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(() => confusionDifference(first, confusionOf([], [], 3))).toThrow(/3 classes/);
  });
});

describe("weights of the bias loss", () => {
  it("are those of the authors' code with local scaling", () => {
    const weights = biasWeights([0.02, 0.05, 0.11, 0.08], { alpha: 0.3, beta: 0.3 });
    const expected = [0.7, 0.8051709181, 1.0498588076, 0.9214027582];
    weights.forEach((weight, image) => expect(weight).toBeCloseTo(expected[image] ?? Number.NaN, 10));
    expect(weights).toHaveLength(4);
  });

  it("are 1 where all images vary alike", () => {
    expect(biasWeights([0.4, 0.4], { alpha: 0.3, beta: 0.3 })).toEqual([1, 1]);
  });

  it("fall into bins, every image into one", () => {
    expect(histogram([0, 1, 2, 4], 2)).toEqual([
      { from: 0, to: 2, images: 2 },
      { from: 2, to: 4, images: 2 },
    ]);
    expect(histogram([3, 3], 5)).toEqual([{ from: 3, to: 3, images: 2 }]);
    expect(histogram([], 5)).toEqual([]);
  });

  it("are set against correctness in parts of equally many images", () => {
    const parts = rightByVariance([4, 1, 3, 2], [true, false, true, false], 2);
    expect(parts.map(({ from, to, share }) => [from, to, share])).toEqual([
      [1, 2, 0],
      [3, 4, 1],
    ]);
  });
});
