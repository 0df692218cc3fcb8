import { expect, it } from "vitest";
import { performanceLine, rateText, stockRatio } from "./figures";

const result = {
  adapter: "A | B",
  software: true,
  browser: "Chrome 156",
  peak: 20,
  networks: [
    { network: "conv7", batch: 8, flop: 5e8, stepMs: 100 },
    { network: "resnet20", batch: 128, flop: 3e10 },
  ],
  families: [],
  stockMs: 1950,
} as const;

it("a line for the table of cards: time, rate and share of the best, and how much longer others take", () => {
  expect(performanceLine(result)).toBe(
    "| A / B (software) | Chrome 156 | 20 GFLOP/s | 100 ms, 5 GFLOP/s, 25 % | – | 19.5× |",
  );
});

it("what was not compared has no ratio", () => {
  const { stockMs: _, ...without } = result;
  expect(stockRatio(without)).toBeUndefined();
  expect(performanceLine(without)).toMatch(/ – \|$/);
});

it("rates keep three digits", () => {
  expect([rateText(0.12345), rateText(999.4), rateText(12_345)]).toEqual([
    "0.123 GFLOP/s",
    "999 GFLOP/s",
    "12.3 TFLOP/s",
  ]);
});
