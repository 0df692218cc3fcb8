import { expect, it } from "vitest";
import { findPreset, smallData } from "../../experiment/presets";
import { foldRun } from "../../record/foldRun";
import { newRun } from "../../record/runRecord";
import { append, emptySeries, points, runningMean } from "../../record/series";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { agreementPanels } from "./agreementPanels";
import { noiseSpans } from "./noiseSpans";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const told = sampleEvents("r", smoke, 40).reduce(foldRun, newRun("r", smoke));
/** As probes do, the draws scatter. */
const scattered = [-0.4, 0.8, 0.2].reduce(
  (series, value, index) => append(series, 5 * (index + 1), value),
  emptySeries,
);
const record = {
  ...told,
  arms: told.arms.map((arm) => ({
    ...arm,
    splitHalf: Object.fromEntries(Object.keys(arm.splitHalf).map((stage) => [stage, scattered])),
  })),
};

it("compares a cosine with the mean of the half batches so far, not with one draw of them", () => {
  const panels = agreementPanels({
    experiment: smoke,
    record,
    shown: [0, 1],
    pair: "s1b1",
    measure: "cosine",
    part: "ce",
  });
  const references = panels.flatMap(({ key, lines }) =>
    lines.filter(({ role }) => role === "reference").map((line) => ({ ...line, stage: key })),
  );
  expect(references.length).toBeGreaterThan(1);
  for (const { arm, stage, series } of references) {
    const draws = record.arms[arm]?.splitHalf[stage];
    if (draws === undefined) throw new Error("no half batches");
    expect(points(series)).toEqual(points(runningMean(draws)));
    expect(points(series)).not.toEqual(points(draws));
  }
});

it("draws what was guessed behind the cosine that it is a guess of, and nowhere else", () => {
  const drawn = { metrics: {}, agreement: { s1b1: { s1: scattered } } };
  const ghost = { kind: "guess" as const, title: "mine", arms: [{ metrics: {} }, drawn] };
  const ghosts = (part: "ce" | "whole") =>
    agreementPanels({ experiment: smoke, record, ghost, shown: [0, 1], pair: "s1b1", measure: "cosine", part }).flatMap(
      ({ key, lines }) => lines.flatMap(({ role, arm, series }) => (role === "ghost" ? [{ key, arm, series }] : [])),
    );
  expect(ghosts("ce")).toEqual([{ key: "s1", arm: 1, series: scattered }]);
  expect(ghosts("whole")).toEqual([]);
});

it("shades what the halves of a batch leave open, and gives the cosine of the labels whiskers, and nothing else", () => {
  const all = (part: "ce" | "whole") =>
    agreementPanels({ experiment: smoke, record: told, shown: [0, 1], pair: "s1b1", measure: "cosine", part }).flatMap(
      ({ key, lines }) => lines.map((line) => ({ ...line, stage: key })),
    );
  const values = all("ce").filter(({ role }) => role === "value");
  expect(values.length).toBeGreaterThan(3);
  for (const { arm, stage, within } of values) expect(within).toBe(told.arms[arm]?.noise.within["s1b1"]?.[stage]);
  const references = all("ce").filter(({ role }) => role === "reference");
  expect(references.every(({ band }) => band !== undefined && band.low.length === 2)).toBe(true);
  expect(all("whole").some(({ within, band }) => within !== undefined || band !== undefined)).toBe(false);
  const [line] = values;
  const [reference] = references;
  if (line === undefined || reference === undefined) throw new Error("no lines");
  const x = {
    kind: "steps",
    steps: { from: 0, to: 30 },
    start: 0,
    end: 30,
    at: (_: number, step: number) => step,
  } as const;
  const { whiskers } = noiseSpans(line, { ...x, text: String });
  const half = points(line.within ?? emptySeries).map(({ value }) => value);
  expect(whiskers?.map(({ from, to }) => [from, to])).toEqual([
    [5, 5],
    [25, 25],
  ]);
  whiskers?.forEach(({ low, high }, at) => expect((high - low) / 2).toBeCloseTo(half[at] ?? Number.NaN, 9));
  // From each probe to the next, and from the last to where the line ends, no further than is drawn.
  const { band } = noiseSpans(reference, { ...x, text: String });
  expect(band?.map(({ from, to }) => [from, to])).toEqual([
    [5, 25],
    [25, 30],
  ]);
});
