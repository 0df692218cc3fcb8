import "fake-indexeddb/auto";
import { parquetReadObjects } from "hyparquet";
import Papa from "papaparse";
import { expect, it } from "vitest";
import { createSweepShelf } from "../../client/sweepShelf";
import { findPreset, smallData } from "../../experiment/presets";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import type { LibraryEntry } from "../../record/libraryEntrySchema";
import { foldRun } from "../../record/foldRun";
import { newRun } from "../../record/runRecord";
import { cellResult } from "../../sweep/cellResult";
import { expandSweep } from "../../sweep/expandSweep";
import { makeSweep } from "../../sweep/sweep";
import { tableOf } from "./valueTables";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const record = sampleEvents("one", smoke, 12).reduce(foldRun, newRun("one", smoke));
const entries = [{ id: "one", name: "first, of all" }, { id: "gone" }] as unknown as readonly LibraryEntry[];
const read = (id: string) => Promise.resolve(id === "one" ? record : undefined);

async function rowsOf(
  form: "csv" | "parquet",
  withCells: boolean,
): Promise<readonly { readonly [name: string]: unknown }[]> {
  const blob = await tableOf(form, entries, read, withCells);
  if (form === "parquet") return parquetReadObjects({ file: await blob.arrayBuffer() });
  return Papa.parse<{ readonly [name: string]: string }>((await blob.text()).trim(), { header: true }).data;
}

it("has a row for each value, the same in both forms; a run that cannot be read has none", async () => {
  const parquet = await rowsOf("parquet", false);
  expect(parquet.length).toBeGreaterThan(30);
  expect(new Set(parquet.map(({ run }) => run))).toEqual(new Set(["one"]));
  expect(parquet.find(({ series, step }) => series === "loss/total" && step === 3)).toMatchObject({
    name: "first, of all",
    sweep: "",
    arm: "A",
    method: "dsn",
    placement: "s1b1+s2b1",
  });
  const csv = await rowsOf("csv", false);
  expect(
    csv.map(({ step, value, ...rest }) => ({
      ...rest,
      step: Number(step),
      value: Number(value),
      seed: Number(rest["seed"]),
    })),
  ).toEqual(parquet.map((row) => ({ ...row })));
});

it("takes the runs of ablations along, those of this version", async () => {
  const [cell, other] = expandSweep(makeSweep(smoke, { sites: ["s1b1"], methods: ["dsn"], seeds: [7] }));
  if (cell === undefined || other === undefined) throw new Error("a sweep has cells");
  const result = cellResult(cell, "0123456789abcd", [], 2);
  await createSweepShelf().put([result, { ...result, version: "0" }, { ...result, link: "v1&c=zzzz" }]);
  const cells = (await rowsOf("parquet", true)).filter(({ sweep }) => sweep !== "");
  expect(cells.map(({ run, series, status }) => [run, series, status])).toEqual(
    ["cost/parameters", "cost/multiplyAdds", "seconds"].map((series) => [cell.id, series, "failed"]),
  );
});
