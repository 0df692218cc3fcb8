import { expect, it } from "vitest";
import { findPreset, smallData } from "../../experiment/presets";
import { foldRun } from "../../record/foldRun";
import { newRun } from "../../record/runRecord";
import { append, emptySeries, points, runningMean } from "../../record/series";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { agreementPanels } from "./agreementPanels";

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
