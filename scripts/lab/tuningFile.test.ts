import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { keepTuning, keptTuning, tuningFile } from "./tuningFile";

const folder = mkdtempSync(join(tmpdir(), "forklab-tuning-"));
afterAll(() => rmSync(folder, { recursive: true }));
const table = { machine: "m", shapes: { "3x3": { variant: "p4", ms: { p4: 1 } } } };

it("is kept between runs, and chosen anew on demand or where the file is none", () => {
  const environment = { XDG_CACHE_HOME: folder };
  expect(keptTuning(environment)).toEqual({});
  keepTuning(table, environment);
  expect(keptTuning(environment)).toEqual({ tuned: table });
  expect(keptTuning({ ...environment, FORKLAB_TUNE: "again" })).toEqual({ tuneAgain: true });
  writeFileSync(tuningFile(environment), "{");
  expect(keptTuning(environment)).toEqual({});
});

it("that cannot be kept does not end a run", () => {
  expect(() => keepTuning(table, { XDG_CACHE_HOME: join(folder, "forklab", "tuning.json") })).not.toThrow();
});
