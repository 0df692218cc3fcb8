import { describe, expect, test } from "vitest";
import { createStream } from "../../random/stream";
import { nll } from "./nll";
import { fitTemperature } from "./temperature";

const CLASSES = 5;

/** Logits and labels drawn from their softmax: right as they are, at temperature 1. */
function calibrated(rows: number): { readonly logits: Float32Array; readonly labels: Int32Array } {
  const stream = createStream(7);
  const logits = Float32Array.from({ length: rows * CLASSES }, () => 6 * stream.unit() - 3);
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    const weights = [...logits.subarray(row * CLASSES, (row + 1) * CLASSES)].map(Math.exp);
    let left = stream.unit() * weights.reduce((sum, weight) => sum + weight, 0);
    return weights.findIndex((weight) => (left -= weight) < 0);
  });
  return { logits, labels };
}

const lossAt = (temperature: number, logits: Float32Array, labels: Int32Array): number =>
  nll
    .measure({
      logits: logits.map((value) => value / temperature),
      labels,
      classes: CLASSES,
      hierarchies: [],
      others: [],
    })
    .get("") ?? Number.NaN;

describe("the temperature of least log loss", () => {
  const { logits, labels } = calibrated(4000);

  test("is that of the distribution that the labels were drawn from", () => {
    expect(fitTemperature(logits, labels, CLASSES)).toBeCloseTo(1, 1);
    const sure = logits.map((value) => 3 * value);
    const [cool, hot] = [fitTemperature(logits, labels, CLASSES) ?? 0, fitTemperature(sure, labels, CLASSES) ?? 0];
    expect(hot / cool).toBeCloseTo(3, 5);
  });

  test("no other temperature on a fine grid has less loss", () => {
    const sure = logits.map((value) => 2.5 * value);
    const best = fitTemperature(sure, labels, CLASSES) ?? Number.NaN;
    const least = lossAt(best, sure, labels);
    for (let step = -40; step <= 40; step += 1) {
      if (step !== 0) expect(lossAt(best * 1.02 ** step, sure, labels)).toBeGreaterThan(least);
    }
  });

  test("ends at its bounds where all answers are right, or all logits wrong", () => {
    const right = Float32Array.from([3, 0, 0, 3]);
    expect(fitTemperature(right, [0, 1], 2)).toBe(0.01);
    expect(fitTemperature(right, [1, 0], 2)).toBe(100);
  });

  test("is not told without images or with a logit that is no number", () => {
    expect(fitTemperature(new Float32Array(), [], 2)).toBeUndefined();
    expect(fitTemperature(Float32Array.from([Number.NaN, 0]), [0], 2)).toBeUndefined();
  });
});
