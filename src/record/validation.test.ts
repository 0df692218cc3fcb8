import { expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import { parseEvent } from "../protocol/guards";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { claimOf, verdictOn } from "./claimOf";
import { standing } from "./compare";
import { columnsOf, toJson } from "./exportRun";
import { entryOf } from "./libraryEntry";
import { parseLibraryEntry } from "./libraryEntrySchema";
import { foldRun } from "./foldRun";
import { newRun } from "./runRecord";
import { points } from "./series";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const watched = { ...smoke, training: { ...smoke.training, validation: 0.25 } };
const events = sampleEvents("r", watched, 40).map((event) =>
  // The test set says something else than the validation images.
  event.type === "evaluation" && event.final && event.split === undefined
    ? { ...event, arms: event.arms.map((arm) => ({ ...arm, accuracy: { ...arm["accuracy"], main: 0.123 } })) }
    : event,
);
const record = events.reduce(foldRun, newRun("r", watched));

it("curves are of validation images, to their end; the one reading of the test set stands apart", () => {
  for (const event of events) expect(parseEvent(event)).toEqual(event);
  const [arm] = record.arms;
  expect(arm?.final?.values["accuracy"]?.["main"]).toBe(0.123);
  const curve = columnsOf(record).find(({ name }) => name === "A/validation/accuracy/main");
  const last = curve && points(curve.series).at(-1);
  expect(last).toEqual({ step: 40, value: arm?.validated?.values["accuracy"]?.["main"] });
  expect(last?.value).not.toBe(0.123);
  const test = columnsOf(record).filter(({ name }) => name === "A/test/accuracy/main");
  expect(test.map(({ series }) => points(series))).toEqual([[{ step: 40, value: 0.123 }]]);
});

it("whoever leads is told with the split it was measured on", () => {
  expect(standing(record, 0, 1, 30)).toMatchObject({ split: "validation", images: 40, final: false });
  expect(standing(record, 0, 1)).toMatchObject({ split: "test", final: true });
  const plain = sampleEvents("r", smoke, 40).reduce(foldRun, newRun("r", smoke));
  expect(standing(plain, 0, 1, 30)).toMatchObject({ split: "test", images: 80, final: false });
});

it("a link's claim holds the test set's finals and the validation curves, and a replay confirms it", () => {
  const claim = claimOf(record);
  expect(claim?.finals?.[0]?.at(-1)).toBe(0.123);
  expect(claim?.curves?.flat().some((value) => value === 0.123)).toBe(false);
  expect(claim && verdictOn(claim, record)).toMatchObject({ kind: "reproduced", exact: true });
});

it("the file of a run holds both", () => {
  const file = JSON.parse(toJson(record)) as { readonly arms: readonly Record<string, unknown>[] };
  expect(file.arms[0]).toMatchObject({ final: { values: {} }, validated: { values: {} } });
});

it("a run's line in the library knows what its numbers are of, ended early or not", () => {
  const line = (given: typeof record) => entryOf(given, { number: 1, created: 5, agent: "" });
  const early = (experiment: typeof smoke) =>
    sampleEvents("r", experiment, 40)
      .filter((event) => event.step <= 20 && event.type !== "finished" && !(event.type === "evaluation" && event.final))
      .reduce(foldRun, newRun("r", experiment));
  expect(line(record).measured).toBe("test");
  expect(line(early(watched)).measured).toBe("watchedValidation");
  expect(line(early(smoke)).measured).toBe("watchedTest");
  expect(line(newRun("r", watched)).measured).toBeUndefined();
  expect(parseLibraryEntry(line(early(watched)))).toEqual(line(early(watched)));
});
