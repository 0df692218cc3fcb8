import { expect, test } from "vitest";
import type { ProbeGram } from "./agreement";
import { blockCosines, blockOf } from "./blockConflict";

/** A probe from each loss's gradients, layer by layer. */
function probeOf(
  layers: readonly string[],
  gradients: { readonly [loss: string]: readonly (readonly number[])[] },
): ProbeGram {
  const all = Object.values(gradients);
  return {
    layers: layers.map((layer) => ({ layer, stage: layer.startsWith("stem") ? "stem" : layer.slice(0, 2) })),
    losses: Object.keys(gradients),
    gram: layers.flatMap((_, layer) =>
      all.flatMap((a) => all.map((b) => (a[layer] ?? []).reduce((sum, x, i) => sum + x * (b[layer]?.[i] ?? 0), 0))),
    ),
  };
}

test("a layer's block is the site after it", () => {
  expect(["stem.conv", "s1b2.conv1", "s10b12.shortcut"].map(blockOf)).toEqual(["stem", "s1b2", "s10b12"]);
});

test("every two heads' label losses are compared on each block as a whole, other losses are not", () => {
  const probe = probeOf(["stem.conv", "s1b1.conv1", "s1b1.conv2"], {
    "ce/main": [
      [1, 0],
      [3, 0],
      [0, 4],
    ],
    "ce/stem": [
      [0, 2],
      [0, 0],
      [0, 0],
    ],
    "ce/s1b1": [
      [-1, 0],
      [3, 0],
      [0, -4],
    ],
    "ce/main/half": [
      [5, 5],
      [5, 5],
      [5, 5],
    ],
    "whole/main": [
      [1, 0],
      [3, 0],
      [0, 4],
    ],
  });
  const found = blockCosines(probe).map(({ block, a, b, cosine }) => [block, a, b, cosine]);
  expect(found.map(([block, a, b]) => [block, a, b].join(" "))).toEqual([
    "stem main stem",
    "stem main s1b1",
    "stem stem s1b1",
    "s1b1 main stem",
    "s1b1 main s1b1",
    "s1b1 stem s1b1",
  ]);
  // On s1b1: (3, 4) against (3, −4), (9 − 16) / 25. The branch at the stem does not reach it.
  expect(found.map(([, , , cosine]) => cosine)).toEqual([0, -1, 0, null, expect.closeTo(-7 / 25, 12), null]);
});
