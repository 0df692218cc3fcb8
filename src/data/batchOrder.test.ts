import { expect, test } from "vitest";
import { batchIndices, createBatchOrder } from "./batchOrder";

function epochIndices(seed: number, epoch: number, count: number, batchSize: number): number[] {
  const steps = Math.floor(count / batchSize);
  return Array.from({ length: steps }, (_, j) => [...batchIndices(seed, epoch * steps + j, count, batchSize)]).flat();
}

test("an epoch shows whole batches of distinct images and drops the rest", () => {
  const order = createBatchOrder(1, 1500, 64);
  expect(order.stepsPerEpoch).toBe(23);
  expect(order.epochOf(22)).toBe(0);
  expect(order.epochOf(23)).toBe(1);
  const seen = epochIndices(1, 0, 150, 64);
  expect(seen).toHaveLength(128);
  expect(new Set(seen).size).toBe(128);
  expect(Math.max(...seen)).toBeLessThan(150);
});

test("a batch as large as the set is a permutation of it", () => {
  expect([...batchIndices(1, 5, 10, 10)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("epochs and seeds have different orders", () => {
  const first = epochIndices(1, 0, 100, 10);
  expect(epochIndices(1, 1, 100, 10)).not.toEqual(first);
  expect(epochIndices(2, 0, 100, 10)).not.toEqual(first);
  expect(epochIndices(1, 0, 100, 10)).toEqual(first);
});

test("steps may come in any order", () => {
  const order = createBatchOrder(4, 50, 8);
  for (const step of [0, 13, 2, 6, 5, 100, 0]) {
    const indices = new Uint32Array(8);
    order.fill(step, indices);
    expect(indices).toEqual(batchIndices(4, step, 50, 8));
  }
});

test("says what would be right", () => {
  expect(() => createBatchOrder(1, 20, 64)).toThrow(
    "batch size is 64, but the training set has 20 images; expected at most 20",
  );
  expect(() => createBatchOrder(1, 20, 0)).toThrow("batch size is 0; expected a whole number from 1 upwards");
  expect(() => batchIndices(1, -1, 20, 4)).toThrow("step is -1; expected a whole number from 0");
  expect(() => batchIndices(1, 0.5, 20, 4)).toThrow("step is 0.5");
});
