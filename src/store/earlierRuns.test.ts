import { describe, expect, it } from "vitest";
import { smallData } from "../experiment/presets";
import { recordBytes } from "../record/recordBytes";
import { newRun, type RunRecord } from "../record/runRecord";
import { append, emptySeries } from "../record/series";
import { earlierRuns } from "./earlierRuns";

/** A run of so many steps, with one curve per arm beside the learning rate. */
function runOf(run: string, steps: number): RunRecord {
  const record = newRun(run, smallData);
  let curve = emptySeries;
  for (let step = 1; step <= steps; step += 1) curve = append(curve, step, step);
  return { ...record, learningRate: curve, arms: record.arms.map((arm) => ({ ...arm, losses: { "ce/main": curve } })) };
}

describe("earlier runs", () => {
  it("weighs every curve of every arm", () => {
    const record = runOf("a", 100);
    expect(recordBytes(record)).toBe(16 * 100 * (1 + record.arms.length));
    expect(recordBytes(newRun("b", smallData))).toBe(0);
  });

  it("keeps the newest twenty", () => {
    const runs = Array.from({ length: 25 }, (_, index) => runOf(`run${index}`, 1));
    expect(earlierRuns(runs)).toEqual(runs.slice(0, 20));
  });

  it("lets the oldest go where memory is short, never the newest", () => {
    const runs = [runOf("large", 500), runOf("second", 10), runOf("third", 10)];
    const [large = 0, small = 0] = runs.map(recordBytes);
    expect(earlierRuns(runs, large + small).map(({ run }) => run)).toEqual(["large", "second"]);
    expect(earlierRuns(runs, 1).map(({ run }) => run)).toEqual(["large"]);
  });
});
