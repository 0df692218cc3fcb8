import { describe, expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import { foldRun } from "./foldRun";
import { remainingMs, slowedSince, stepPaceMs, throughput } from "./pace";
import { newRun, type RunRecord } from "./runRecord";
import { sampleEvents } from "../protocol/testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const quiet = { ...smoke, measure: { ...smoke.measure, probeEvery: 0 } };

/** A run whose steps take the given times. */
function record(times: readonly number[]): RunRecord {
  const long = { ...quiet, training: { ...quiet.training, budget: 1000 } };
  return sampleEvents("r", long, times.length)
    .map((event) => (event.type === "step" ? { ...event, stepMs: times[event.step - 1] ?? 0 } : event))
    .reduce(foldRun, newRun("r", long));
}
const steps = (count: number, ms: number): readonly number[] => Array.from({ length: count }, () => ms);

describe("throughput", () => {
  it("counts the steps and the images of all arms in a second", () => {
    const { batchSize } = quiet.training;
    expect(throughput(record(steps(20, 25)))).toEqual({ stepsPerSecond: 40, imagesPerSecond: 40 * batchSize * 2 });
    expect(throughput(newRun("r", quiet))).toBeUndefined();
  });

  it("follows a pace that was changed within seconds", () => {
    const slower = record([...steps(60, 10), ...steps(5, 1000)]);
    expect(throughput(slower)?.stepsPerSecond).toBeCloseTo(1, 5);
    const faster = record([...steps(60, 1000), ...steps(50, 10)]);
    expect(throughput(faster)?.stepsPerSecond).toBeCloseTo(100, 5);
  });

  it("never rests on a single slow step", () => {
    expect(stepPaceMs(record([...steps(60, 10), 6000]))).toBeCloseTo((6000 + 10 + 10) / 3);
  });

  it("gives the time left", () => {
    expect(remainingMs(record(steps(100, 20)))).toBeCloseTo(900 * 20);
  });
});

describe("a hidden page", () => {
  it("is slow when its steps took much longer than those before", () => {
    expect(slowedSince(record([...steps(30, 10), ...steps(10, 1000)]), 30)).toBe(true);
    expect(slowedSince(record([...steps(30, 10), ...steps(10, 12)]), 30)).toBe(false);
  });

  it("says nothing of what it hardly saw", () => {
    expect(slowedSince(record([...steps(30, 10), 1000, 1000]), 30)).toBe(false);
    expect(slowedSince(record([10, 1000, 1000, 1000]), 1)).toBe(false);
    expect(slowedSince(newRun("r", quiet), 0)).toBe(false);
  });
});
