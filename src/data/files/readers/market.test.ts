import { expect, test } from "vitest";
import { JUNK_LABEL } from "../../imageSet";
import { drawnSet, importFiles, marketFiles, pngOf, tarOf, zipOf } from "../testing/containers";
import { heldBytes } from "../../testing/heldBytes";

/** Eleven pictures, 128 px high and half as wide. */
const tall = (() => {
  const drawn = drawnSet(22, 64, 3, 2, 5);
  return { ...drawn, count: 11, height: 128, labels: drawn.labels.slice(0, 11) };
})();
const given = marketFiles((index) => pngOf(tall, index));

test("people are learnt, asked for and looked for as their files are named", async () => {
  const { manifest, splits, notes, reader } = await importFiles({ "Market-1501-v15.09.15.zip": zipOf(given) });
  expect(reader).toBe("market");
  expect(manifest).toMatchObject({
    name: "market-1501",
    counts: { train: 4, test: 7 },
    queries: 2,
    height: 64,
    width: 32,
    classNames: ["person 2", "person 7"],
  });
  expect([...splits.train.labels]).toEqual([0, 0, 1, 1]);
  expect([...(splits.train.cameras ?? [])]).toEqual([1, 2, 1, 3]);
  // Queries first; then junk, a distractor, and who is looked for.
  expect([...splits.test.labels]).toEqual([1, 3, JUNK_LABEL, 0, 1, 1, 3]);
  expect([...(splits.test.cameras ?? [])]).toEqual([1, 4, 1, 1, 1, 2, 5]);
  expect(notes).toEqual([{ code: "resized", count: 11, width: 32, height: 64 }]);
  const again = await importFiles({ "Market.tar": tarOf(given) });
  expect(again.manifest.hash).toBe(manifest.hash);
});

test("a size that is asked for is a square, cut, filled up or stretched", async () => {
  const of = async (fit: "fill" | "fit" | "stretch") => (await importFiles(given, { size: 16, fit })).splits.train;
  const [fill, fit, stretch] = [await of("fill"), await of("fit"), await of("stretch")];
  expect([fill.width, fill.height]).toEqual([16, 16]);
  // Half as wide as high: grey stands on both sides.
  expect([...heldBytes(fit).subarray(0, 12)]).toEqual(Array.from({ length: 12 }, () => 128));
  expect(stretch.images).not.toEqual(fill.images);
});

test("somebody who is learnt and asked for is told", async () => {
  const query = "Market-1501-v15.09.15/query/0002_c5s1_000001_00.jpg";
  await expect(importFiles({ ...given, [query]: pngOf(tall, 0) })).rejects.toMatchObject({
    fault: { code: "knownPerson", file: query, person: 2 },
  });
});

test("a part that is missing is told", async () => {
  const trained = Object.fromEntries(Object.entries(given).filter(([path]) => path.includes("bounding_box_train")));
  await expect(importFiles(trained)).rejects.toMatchObject({ fault: { code: "partMissing", part: "query" } });
});
