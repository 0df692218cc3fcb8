import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { drawnSplits, pictureFiles } from "../../src/data/files/testing/containers";
import { datasetEntry } from "../../src/experiment/network";
import { smallData } from "../../src/experiment/presets";
import { withImages } from "./imagesArgument";
import { InputError } from "./inputError";

const folder = mkdtempSync(join(tmpdir(), "images-"));
afterAll(() => rmSync(folder, { recursive: true }));
const splits = drawnSplits(8, 3, 2);
for (const [path, bytes] of Object.entries(pictureFiles(splits))) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}
const quiet = { out: () => undefined, err: () => undefined };

test("an experiment on other data is given the images, one on own images its own alone", async () => {
  const { experiment, images } = await withImages(smallData, join(folder, "pictures"), "node", quiet);
  expect(experiment.dataset).toMatchObject({ kind: "files", name: "pictures", sizes: [8, 8, 3, 2, 6, 4] });
  const loaded = await datasetEntry("files").load(experiment.dataset, 1, images);
  expect([loaded.train.count, loaded.test.count]).toEqual([splits.train.count, splits.test.count]);
  expect((await withImages(experiment, join(folder, "pictures"), "node", quiet)).experiment).toBe(experiment);
  const other = { ...experiment, dataset: { ...experiment.dataset, hash: "0".repeat(16) } } as typeof experiment;
  await expect(withImages(other, join(folder, "pictures"), "node", quiet)).rejects.toThrow(InputError);
});
