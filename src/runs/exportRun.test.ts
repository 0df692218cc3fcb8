import { expect, it } from "vitest";
import { decodeLink } from "../experiment/link/decode";
import { findPreset, smallData } from "../experiment/presets";
import { columnsOf, toCsv, toJson } from "./exportRun";
import { foldRun } from "./foldRun";
import { newRun } from "./runRecord";
import { sampleEvents } from "./testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const record = sampleEvents("r", smoke, 40).reduce(foldRun, newRun("r", smoke));

it("writes one CSV row per step with as many cells as the header", () => {
  const [header = "", ...rows] = toCsv(record).trimEnd().split("\n");
  expect(rows).toHaveLength(40);
  const columns = header.split(",");
  expect(columns).toContain("B/agreement/s1b1/s1");
  expect(columns).toContain("A/test/accuracy/main");
  for (const row of rows) expect(row.split(",")).toHaveLength(columns.length);
  const at = columns.indexOf("A/test/accuracy/main");
  expect(rows[8]?.split(",")[at]).toBe("");
  expect(Number(rows[9]?.split(",")[at])).toBeCloseTo(0.225);
});

it("writes JSON from which the curves and the experiment come back", () => {
  const read = JSON.parse(toJson(record)) as { link: string; curves: Record<string, unknown[]>; phase: string };
  expect(read.phase).toBe("completed");
  expect(decodeLink(read.link).experiment).toEqual(smoke);
  for (const { name, series } of columnsOf(record)) expect(read.curves[name]).toHaveLength(series.length);
});
