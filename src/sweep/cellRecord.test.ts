import { expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { foldRun } from "../record/foldRun";
import { newRun } from "../record/runRecord";
import { emptySeries, points } from "../record/series";
import { cellResult, mainAccuracy, parseCellResult } from "./cellResult";
import { cellRecord } from "./cellRecord";
import { sweepCsv } from "./sweepCsv";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const [first, second] = smoke.arms;
const cells = [first, second].flatMap((arm) => (arm === undefined ? [] : [{ ...smoke, arms: [arm] }]));

function resultOf(experiment: typeof smoke, until = 40) {
  const cell = { id: "a".repeat(14), experiment, link: "", placement: [], title: "x", seed: 1, rows: [0] };
  return cellResult(cell as never, "b".repeat(14), sampleEvents("r", experiment, until), 1);
}

it("a sweep's results become the curves that the runs had, arm by arm", () => {
  const record = cellRecord(
    smoke,
    cells.map((cell) => resultOf(cell)),
  );
  expect(record).toMatchObject({ phase: "completed", step: 40, budget: 40 });
  expect(record?.arms).toHaveLength(2);
  record?.arms.forEach((arm, index) => {
    const experiment = cells[index] ?? smoke;
    const run = sampleEvents("r", experiment, 40).reduce(foldRun, newRun("r", experiment)).arms[0];
    const curve = points(run?.metrics["accuracy"]?.["main"] ?? arm.total);
    expect(curve.length).toBeGreaterThan(2);
    expect(points(arm.metrics["accuracy"]?.["main"] ?? arm.total)).toEqual(curve);
    expect(arm.final).toEqual({ images: 160, values: run?.final?.values });
  });
});

it("a sweep that watches validation images goes by them, and keeps what the test set said at the end apart", () => {
  const training = { ...smoke.training, validation: 0.25 };
  const watched = { ...smoke, training };
  const own = cells.map((cell) => ({ ...cell, training }));
  const results = own.map((cell) => {
    const result = resultOf(cell);
    return { ...result, validation: { accuracy: { main: 0.6 } }, metrics: { accuracy: { main: 0.5 } } };
  });
  expect(results.map(mainAccuracy)).toEqual([0.6, 0.6]);
  expect(parseCellResult(JSON.parse(JSON.stringify(results[0])))?.validation).toEqual({ accuracy: { main: 0.6 } });
  const [arm] = cellRecord(watched, results)?.arms ?? [];
  expect(arm?.final?.values).toEqual({ accuracy: { main: 0.5 } });
  expect(arm?.validated).toEqual({ images: 40, values: { accuracy: { main: 0.6 } } });
  expect(points(arm?.metrics["accuracy"]?.["main"] ?? emptySeries).at(-1)).toEqual({ step: 40, value: 0.6 });
  const lines = sweepCsv(new Map([["a".repeat(14), results.slice(0, 1)]])).split("\n");
  expect(lines[0]?.split(",").slice(-2)).toEqual(["accuracy/main", "validation/accuracy/main"]);
  expect(lines[1]?.split(",").slice(-2)).toEqual(["0.5", "0.6"]);
});

it("of runs that are missing or did not end well there is nothing to show", () => {
  const [one] = cells;
  const done = one && resultOf(one);
  expect(cellRecord(smoke, [done])).toBeUndefined();
  expect(cellRecord(smoke, [done, undefined])).toBeUndefined();
  expect(cellRecord(smoke, [done, done && { ...done, status: "diverged" }])).toBeUndefined();
});
