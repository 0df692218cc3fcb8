import { expect, it } from "vitest";
import { decodeLink } from "../experiment/link/decode";
import { findPreset, smallData } from "../experiment/presets";
import { columnsOf, repeatableColumns, toCsv, toJson } from "./exportRun";
import { foldRun } from "./foldRun";
import { newRun } from "./runRecord";
import { points, type Series } from "./series";
import { sampleEvents } from "../protocol/testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const record = sampleEvents("r", smoke, 40).reduce(foldRun, newRun("r", smoke));

const origin = { seed: 42, link: "http://localhost/#v1&A=dsn;f=s1b1,s2b1" };

/** Every series inside a value, wherever it stands. */
function seriesIn(value: unknown): readonly Series[] {
  if (typeof value !== "object" || value === null) return [];
  if ("columns" in value && "length" in value) return [value as Series];
  return (value instanceof Map ? [...(value.values() as Iterable<unknown>)] : Object.values(value)).flatMap(seriesIn);
}

/** The same run with gradients that are clipped, and losses that a rule weighs. */
const weighed = sampleEvents("r", smoke, 40)
  .map((event) =>
    event.type === "step"
      ? {
          ...event,
          arms: event.arms.map((arm) => ({
            ...arm,
            norm: event.step,
            combined: event.step === 3 ? { fallback: "single" as const } : { weights: [1.25, 0.75, 1] },
          })),
        }
      : event,
  )
  .reduce(
    foldRun,
    newRun("r", {
      ...smoke,
      arms: smoke.arms.map((arm) => ({ ...arm, learning: { rate: 1, trunkFirst: 0, clip: 20, start: "" } })),
    }),
  );

it.each([
  ["a run", record],
  ["a run whose losses are weighed and whose gradients are clipped", weighed],
])("leaves out no curve of %s", (_, one) => {
  const all = seriesIn(one).filter(({ length }) => length > 0);
  expect(all.length).toBeGreaterThan(30);
  const written = new Set(columnsOf(one).map(({ series }) => series));
  expect(all.filter((series) => !written.has(series))).toEqual([]);
});

it("writes what each loss counted, where the sum stood in, and what gradients were clipped to", () => {
  const names = columnsOf(weighed).map(({ name }) => name);
  for (const name of ["weight/s1b1", "sum instead/single", "gradient/length", "gradient/clipped to"])
    expect(names).toContain(`B/${name}`);
  expect(columnsOf(record).some(({ name }) => /weight|sum instead|gradient/.test(name))).toBe(false);
});

it("keeps whatever a clock measured out of the curves that a replay repeats", () => {
  const slower = sampleEvents("r", smoke, 40)
    .map((event) =>
      event.type === "step"
        ? { ...event, stepMs: event.stepMs * 3 }
        : "probeMs" in event
          ? { ...event, probeMs: 99 }
          : event,
    )
    .reduce(foldRun, newRun("r", smoke));
  const numbers = (one: typeof record) => repeatableColumns(one).map(({ name, series }) => [name, points(series)]);
  expect(numbers(slower)).toEqual(numbers(record));
  expect(columnsOf(record).length - numbers(record).length).toBe(2);
});

it("is read as it stands: a header, then rows, with seed and link in columns of their own", () => {
  const [header = "", first = ""] = toCsv(record, origin).split("\n");
  expect(header).toMatch(/^step,.*,seed,link$/);
  expect(first.endsWith(',42,"http://localhost/#v1&A=dsn;f=s1b1,s2b1"')).toBe(true);
});

it("writes one CSV row per step with as many cells as the header", () => {
  const [header = "", ...rows] = toCsv(record, origin).trimEnd().split("\n");
  expect(rows).toHaveLength(40);
  const columns = header.split(",");
  expect(columns).toContain("B/agreement/s1b1/s1");
  expect(columns).toContain("A/test/accuracy/main");
  const cells = (row: string): number => row.replace(/"[^"]*"/, "").split(",").length;
  for (const row of rows) expect(cells(row)).toBe(columns.length);
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
