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

test.each(knownSets.filter(({ files }) => files !== undefined))(
  "$title can be fetched from hosts that are named whole",
  ({ name, files = [], download }) => {
    for (const { url, checksum } of files) {
      expect(new URL(url).protocol).toBe("https:");
      expect(checksum.hex).toMatch(checksum.kind === "md5" ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/);
    }
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    // Those of IDX are the usual download; others come in another container, which is smaller.
    if (name.endsWith("mnist")) expect(bytes).toBe(download);
    else expect(bytes).toBeLessThan(download ?? 0);
  },
);

test("files of MNIST are not taken for those of a relative, nor the other way round", () => {
  for (const set of ["mnist", "fashion-mnist"]) {
    const paths = knownSets.find(({ name }) => name === set)?.files?.map(({ path }) => path) ?? [];
    expect(paths.map((path) => path.split("/")[0])).toEqual([set, set, set, set]);
  }
});
