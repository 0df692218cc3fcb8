import { describe, expect, test } from "vitest";
import { ensembleLogits } from "./ensemble";
import { metrics } from ".";

/** Probabilities as logits, with a shift that a softmax does not see. */
const logitsOf = (probabilities: readonly number[], shift = 0): Float32Array =>
  Float32Array.from(probabilities, (p) => Math.log(p) + shift);
const softened = (logits: Float32Array): readonly number[] => Array.from(logits, Math.exp);
const expectClose = (got: readonly number[], want: readonly number[]): void => {
  expect(got).toHaveLength(want.length);
  want.forEach((value, index) => expect(got[index]).toBeCloseTo(value, 6));
};

describe("ensembleLogits", () => {
  test("is the logarithm of the heads' mean probabilities", () => {
    const heads = [logitsOf([0.7, 0.2, 0.1]), logitsOf([0.1, 0.3, 0.6], 5), logitsOf([0.1, 0.7, 0.2], -8)];
    expectClose(softened(ensembleLogits(heads, 3)), [0.3, 0.4, 0.3]);
    expectClose(softened(ensembleLogits([...heads].reverse(), 3)), [0.3, 0.4, 0.3]);
  });

  test("keeps rows apart", () => {
    const heads = [logitsOf([0.5, 0.5, 0.9, 0.1]), logitsOf([0.1, 0.9, 0.5, 0.5])];
    expectClose(softened(ensembleLogits(heads, 2)), [0.3, 0.7, 0.7, 0.3]);
    expect([...ensembleLogits([Float32Array.of(), Float32Array.of()], 4)]).toEqual([]);
  });

  test("of one head, or of equal ones, is that head's log-softmax", () => {
    const head = Float32Array.of(2, 1, -1);
    const total = Math.log(Math.exp(2) + Math.exp(1) + Math.exp(-1));
    expectClose([...ensembleLogits([head], 3)], [2 - total, 1 - total, -1 - total]);
    expectClose([...ensembleLogits([head, head], 3)], [2 - total, 1 - total, -1 - total]);
  });

  test("is never worse than the heads' mean log loss", () => {
    const heads = [Float32Array.of(3, 1, 0, -1, 2, 0.5), Float32Array.of(0, 2, -1, 1, 0, 4)];
    const loss = (logits: Float32Array): number =>
      metrics.nll.measure({ logits, labels: [1, 2], classes: 3, hierarchies: [], others: [] }).get("") ?? Number.NaN;
    const mean = heads.reduce((sum, head) => sum + loss(head), 0) / heads.length;
    expect(loss(ensembleLogits(heads, 3))).toBeLessThan(mean);
  });

  test("survives logits that overflow the exponential, and probabilities of zero", () => {
    const sure = [Float32Array.of(1000, 0), Float32Array.of(0, 1000)];
    expectClose(softened(ensembleLogits(sure, 2)), [0.5, 0.5]);
    const never = ensembleLogits([Float32Array.of(-Infinity, 0), Float32Array.of(-Infinity, 3)], 2);
    expect([...never]).toEqual([-Infinity, 0]);
  });

  test("shows a NaN, in its row alone", () => {
    const heads = [Float32Array.of(1, Number.NaN, 0, 0), Float32Array.of(1, 2, 0, 0)];
    const mixed = ensembleLogits(heads, 2);
    expect([...mixed].map(Number.isNaN)).toEqual([true, true, false, false]);
  });

  test("refuses what does not fit", () => {
    expect(() => ensembleLogits([], 2)).toThrow("at least one head");
    expect(() => ensembleLogits([new Float32Array(4), new Float32Array(6)], 2)).toThrow("heads of 4 and 6 logits");
    expect(() => ensembleLogits([new Float32Array(5)], 2)).toThrow("5 logits are no whole rows of 2 classes");
    expect(() => ensembleLogits([new Float32Array(5)], 0)).toThrow(RangeError);
  });
});
