import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./setup.mjs";
import { proseIn } from "./words.mjs";

const { layers } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

/** Files below ui/ that hold prose all the same, and why. */
const allowed = new Map([
  ["experiment/fields.ts", "labels and help, as catalogue entries have them"],
  ["experiment/presets.ts", "titles and the first summary, as catalogue entries have them"],
  ["experiment/presetTexts.ts", "summaries, as catalogue entries have them"],
  ["experiment/reference.ts", "headings of the reference, which is written from the catalogue"],
  ["sweep/sweepLink.ts", "the help of a field"],
  ["storage/imageSetFile.ts", "why a stored file is none, within those warnings"],
  ["storage/datasetFiles.ts", "warnings that nobody is shown: the set is made again"],
  ["engine/compiled/imageFeed.ts", "a label of a buffer"],
]);

const rooms = layers.filter((/** @type {string} */ room) => room !== "ui" && room !== "catalog" && room !== "lessons");

// A lesson is data, its sentences included: each stands in its own file in src/lessons/, fetched when it is opened.
it("no room below the page's holds a sentence for its user", () => {
  const files = rooms.flatMap((/** @type {string} */ room) =>
    readdirSync(join(root, "src", room), { recursive: true, encoding: "utf8" }).map((name) => `${room}/${name}`),
  );
  const sources = files.filter(
    (/** @type {string} */ file) => /\.ts$/.test(file) && !/\.test\.ts$|\/(testing|golden)\//.test(file),
  );
  expect(sources.length).toBeGreaterThan(300);
  const withProse = new Map(
    sources.map((/** @type {string} */ file) => [file, proseIn(readFileSync(join(root, "src", file), "utf8"))]),
  );
  for (const [file, found] of withProse) if (!allowed.has(file)) expect({ file, found }).toEqual({ file, found: [] });
  for (const file of allowed.keys()) expect([file, withProse.get(file)?.length]).not.toEqual([file, 0]);
});

it("sees a sentence wherever it is put together, and leaves errors of programs alone", () => {
  expect(proseIn('fail("the storage is full");')).toEqual(["the storage is full"]);
  expect(proseIn("const why = `run ${n} could not be read`;")).toEqual(["run … could not be read"]);
  expect(proseIn('throw new RangeError("a whole number was expected");')).toEqual([]);
  expect(proseIn('throw new FaultError({ code: "runInUse" });')).toEqual([]);
});
