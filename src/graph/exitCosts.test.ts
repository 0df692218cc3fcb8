import { expect, test } from "vitest";
import { expandNetwork } from "./expandNetwork";
import { exitCosts, plainCost } from "./exitCosts";
import type { BackboneSpec, ForkSpec } from "./spec";

/** Stem to 4 channels at 6×6, one strided block to 8 channels at 3×3, 5 classes. */
const backbone: BackboneSpec = {
  stem: [{ op: "unit", filters: 4, kernel: 3, stride: 1, activation: "relu" }],
  stages: [[{ op: "basic", filters: 8, stride: 2, shortcut: "A" }]],
  finalNorm: false,
};
const pooled = (id: string, site: string): ForkSpec => ({
  id,
  site,
  branch: { design: "pooled", stages: [], head: { kind: "pooledLinear" }, tap: "output" },
  observer: false,
});
const stem = 36 * 4 * 27;
const block = 9 * 8 * 36 + 9 * 8 * 72;
const head = { stem: 4 * 5, block: 8 * 5 };

test("an image has paid for the trunk so far and for every head before, whatever the order of the forks", () => {
  const graph = expandNetwork(backbone, [6, 6, 3], 5, [
    pooled("s1b1", "s1b1"),
    pooled("stem", "stem"),
    pooled("stem.2", "stem"),
  ]);
  expect(exitCosts(graph)).toEqual([
    { branch: "stem", multiplyAdds: stem + head.stem },
    { branch: "stem.2", multiplyAdds: stem + 2 * head.stem },
    { branch: "s1b1", multiplyAdds: stem + 2 * head.stem + block + head.block },
    { branch: "main", multiplyAdds: stem + 2 * head.stem + block + 2 * head.block },
  ]);
  expect(plainCost(graph)).toBe(stem + block + head.block);
});

test("without branches there is one exit, which costs what the network costs", () => {
  const graph = expandNetwork(backbone, [6, 6, 3], 5, []);
  expect(exitCosts(graph)).toEqual([{ branch: "main", multiplyAdds: plainCost(graph) }]);
});
