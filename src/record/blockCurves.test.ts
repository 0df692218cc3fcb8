import { expect, test } from "vitest";
import type { ProbeRecord } from "../protocol/event";
import { pairsOnBlocks, withBlocks } from "./blockCurves";

/** A probe of two layers on which two losses have these cosines; null: the second does not arrive. */
const probeOf = (stem: number | null, block: number | null): ProbeRecord =>
  ({
    layers: [
      { layer: "stem.conv", stage: "stem" },
      { layer: "s1b1.conv1", stage: "s1" },
    ],
    losses: ["ce/main", "ce/s1b1"],
    gram: [stem, block].flatMap((value) => (value === null ? [1, 0, 0, 0] : [1, value, value, 1])),
  }) as ProbeRecord;

test("every probe adds a cosine per pair and block, and a curve that begins later still ends with the last probe", () => {
  const once = withBlocks({}, 5, probeOf(0.5, null));
  const twice = withBlocks(once, 10, probeOf(-0.25, null));
  const blocks = withBlocks(twice, 15, probeOf(null, 0.75));
  const found = pairsOnBlocks({ blocks, branches: ["main", "s1b1"] });
  expect(found.map(({ a, b, block, cosines }) => [a, b, block, ...Array.from(cosines)])).toEqual([
    ["main", "s1b1", "stem", 0.5, -0.25, NaN],
    ["main", "s1b1", "s1b1", NaN, NaN, 0.75],
  ]);
  // What was known before has not changed.
  expect(pairsOnBlocks({ blocks: once, branches: ["main", "s1b1"] })).toHaveLength(1);
  expect(pairsOnBlocks({ blocks: {}, branches: ["main"] })).toEqual([]);
});
