import { expect, it } from "vitest";
import { unchanged } from "./augment/augmentation";
import { createBatchBuilder } from "./batch";
import { createSourceBuilder } from "./sourceBuilder";
import { totemInfo } from "./totem/info";
import { totemSplit } from "./totem/split";

const set = totemSplit(1, "train", 20, 8, 0.25);
const info = totemInfo(8, 20, 20);

it.each([
  [4, 8],
  [4, 1.5],
  [21, 0],
])("refuses what the processor's builder refuses, in the same words (batch %i, shift %d)", (batchSize, shift) => {
  const options = { seed: 1, batchSize, augmentation: { ...unchanged, flip: true, shift } };
  let reason = "";
  try {
    createBatchBuilder(set, info, options);
  } catch (error) {
    reason = error instanceof Error ? error.message : "";
  }
  expect(reason).not.toBe("");
  expect(() => createSourceBuilder(set, info, options, 1)).toThrow(reason);
});
