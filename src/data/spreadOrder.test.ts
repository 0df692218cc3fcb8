import { expect, test } from "vitest";
import { createStream } from "../random/stream";
import { spreadOrder } from "./spreadOrder";

test("has every position once, and in classes of one size takes one of each in turn", () => {
  expect([...spreadOrder([0, 0, 0, 1, 1, 1, 2, 2, 2])]).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8]);
  expect([...spreadOrder([])]).toEqual([]);
  expect([...spreadOrder([4])]).toEqual([0]);
});

test("shows each class among the first n as often as the whole does, to within an image", () => {
  const stream = createStream(11);
  for (let round = 0; round < 20; round += 1) {
    const sizes = Array.from({ length: 2 + stream.below(6) }, () => 1 + stream.below(60));
    const labels = sizes.flatMap((size, label) => Array.from({ length: size }, () => label));
    const order = spreadOrder(labels);
    expect([...order].sort((a, b) => a - b)).toEqual([...labels.keys()]);
    const n = 1 + stream.below(labels.length);
    const seen = sizes.map(() => 0);
    for (const index of order.subarray(0, n)) seen[labels[index] ?? 0] = (seen[labels[index] ?? 0] ?? 0) + 1;
    sizes.forEach((size, label) => {
      expect(Math.abs((seen[label] ?? 0) - (n * size) / labels.length)).toBeLessThanOrEqual(1 + sizes.length / 10);
    });
  }
});
