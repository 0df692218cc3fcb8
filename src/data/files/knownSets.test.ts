import { expect, test } from "vitest";
import { isLikeWanted, knownSets } from "./knownSets";
import type { Manifest } from "./manifest";

const manifest: Manifest = {
  hash: "0".repeat(64),
  name: "cifar-10",
  counts: { train: 50_000, test: 10_000 },
  height: 32,
  width: 32,
  channels: 3,
  classNames: Array.from({ length: 10 }, (_, index) => `${index}`),
  mean: [0.5],
  deviation: [0.25],
};
const wanted = { name: "cifar-10", sizes: [32, 32, 3, 10, 50_000, 10_000] };

test("a set is like the one a preset names when name, size, classes and numbers are the same", () => {
  expect(isLikeWanted(manifest, wanted)).toBe(true);
  expect(isLikeWanted({ ...manifest, name: "cifar-100" }, wanted)).toBe(false);
  expect(isLikeWanted({ ...manifest, counts: { train: 49_999, test: 10_000 } }, wanted)).toBe(false);
  expect(isLikeWanted({ ...manifest, classNames: ["a", "b"] }, wanted)).toBe(false);
  expect(isLikeWanted({ ...manifest, channels: 1 }, wanted)).toBe(false);
});

test("each known set has a name of its own and a page", () => {
  expect(new Set(knownSets.map(({ name }) => name)).size).toBe(knownSets.length);
  for (const { page } of knownSets) expect(() => new URL(page)).not.toThrow();
});
