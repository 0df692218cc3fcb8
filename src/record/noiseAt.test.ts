import { expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import { SAMPLE_COSINE, SAMPLE_HALVES, sampleEvents } from "../protocol/testing/sampleEvents";
import { foldRun } from "./foldRun";
import { noiseAt } from "./noiseAt";
import { newRun } from "./runRecord";
import { latest } from "./series";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const record = sampleEvents("r", smoke, smoke.training.budget).reduce(foldRun, newRun("r", smoke));
const { probeEvery } = smoke.measure;

it("tells the last probe that measured the noise: a row per shared stage, then one per layer of it", () => {
  const found = noiseAt(record, [0, 1], "s1b1");
  expect(found?.step).toBe(5 * probeEvery);
  expect(found?.images).toBe(64);
  const stages = found?.rows.filter(({ layer }) => layer === undefined).map(({ stage }) => stage);
  expect(stages).toEqual([...(record.arms[0]?.shared.get("s1b1")?.keys() ?? [])]);
  for (const stage of stages ?? []) {
    const layers = found?.rows.filter((row) => row.stage === stage && row.layer !== undefined) ?? [];
    expect(layers.map(({ layer }) => layer)).toEqual([...(record.arms[0]?.shared.get("s1b1")?.get(stage) ?? [])]);
  }
});

it("says of a stage what the curves say, and judges the arms against each other", () => {
  for (const { stage, layer, arms, judged } of noiseAt(record, [0, 1], "s1b1")?.rows ?? []) {
    expect(arms).toHaveLength(2);
    for (const [index, arm] of arms.entries()) {
      expect(arm?.agreement).toBeCloseTo(SAMPLE_COSINE, 6);
      expect(arm?.halves?.[0]).toBeCloseTo(SAMPLE_HALVES, 6);
      if (layer !== undefined) continue;
      const curve = record.arms[index]?.noise.within["s1b1"]?.[stage];
      expect(arm?.within).toBe(latest(curve ?? record.stepMs)?.value);
    }
    // The same sample in both arms.
    expect(judged).toEqual({ difference: 0, noise: 0, kind: "unclear" });
  }
});

it("goes back with the step on display, and says nothing before the first one", () => {
  expect(noiseAt(record, [0, 1], "s1b1", 5 * probeEvery - 1)?.step).toBe(probeEvery);
  expect(noiseAt(record, [0, 1], "s1b1", probeEvery - 1)).toBeUndefined();
  expect(noiseAt(newRun("r", smoke), [0, 1], "s1b1")).toBeUndefined();
});

it("has no path where an arm has none", () => {
  const one = { ...record, arms: record.arms.map((arm, at) => (at === 1 ? { ...arm, shared: new Map() } : arm)) };
  for (const { arms, judged } of noiseAt(one, [0, 1], "s1b1")?.rows ?? []) {
    expect(arms[0]).toBeDefined();
    expect(arms[1]).toBeUndefined();
    expect(judged).toBeUndefined();
  }
});
