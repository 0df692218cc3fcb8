import { expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import { SAMPLE_COSINE, SAMPLE_HALVES, sampleEvents } from "../protocol/testing/sampleEvents";
import { parseEvent } from "../protocol/guards";
import { foldRun } from "./foldRun";
import { newRun } from "./runRecord";
import { emptySeries, latest, points } from "./series";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const events = sampleEvents("r", smoke, smoke.training.budget);
const record = events.map((event) => parseEvent(structuredClone(event))).reduce(foldRun, newRun("r", smoke));

it("folds the probes that measured it, by stage and by branch, and leaves no gaps for the others", () => {
  const { probeEvery } = smoke.measure;
  const steps = [probeEvery, 5 * probeEvery];
  for (const { noise, shared } of record.arms) {
    expect(noise.probes.map(({ step }) => step)).toEqual(steps);
    expect(Object.keys(noise.low).length).toBeGreaterThan(1);
    for (const series of [...Object.values(noise.low), ...Object.values(noise.high)]) {
      expect(points(series ?? emptySeries).map(({ step }) => step)).toEqual(steps);
      expect(latest(series ?? emptySeries)?.value).toBeCloseTo(SAMPLE_HALVES, 6);
    }
    expect([...shared.keys()].sort()).toEqual(Object.keys(noise.within).sort());
  }
});

it("has the interval of an agreement from what each group of images does to it", () => {
  // By hand: without group k main is weaker by its part; √(9 + 3) is the length of three groups of unit parts.
  const without = [0, 1, 2, 3].map((left) => {
    const rest = [0, 1, 2, 3].filter((group) => group !== left);
    const product = rest.reduce((sum, group) => sum + 4 * (1 + 0.2 * (group - 1.5)), 0);
    return (SAMPLE_COSINE * product) / 12;
  });
  const mean = without.reduce((sum, value) => sum + value / 4, 0);
  const error = Math.sqrt((3 / 4) * without.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  const found = latest(record.arms[0]?.noise.within["s1b1"]?.["stem"] ?? emptySeries)?.value;
  expect(found).toBeCloseTo(3.182446 * error, 5);
});

it("reads signal and noise of main and of each branch", () => {
  const signal = record.arms[0]?.noise.signal ?? {};
  expect(Object.keys(signal).sort()).toEqual(["main", "s1b1", "s2b1"]);
  // Means of groups of 16 images: squares 2 · 4, of their mean 20 / 16; they scatter by 4 · (8 / 4 − 20 / 16) / 3.
  const scatter = (4 * 2 - 4 * 1.25) / 3;
  expect(latest(signal["main"]?.["s1"] ?? emptySeries)?.value).toBeCloseTo((1.25 - scatter / 4) / (16 * scatter), 6);
});

it("goes back with the run: what came later comes again", () => {
  const { probeEvery } = smoke.measure;
  const error = { code: "device-lost", message: "gone" };
  const back = foldRun(record, { run: "r", step: 2 * probeEvery, type: "restarted", error });
  expect(back.arms[0]?.noise.probes.map(({ step }) => step)).toEqual([probeEvery]);
  expect(latest(back.arms[0]?.noise.low["stem"] ?? emptySeries)?.step).toBe(probeEvery);
});
