import { describe, expect, it } from "vitest";
import type { RunSnapshot } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { branchPoint } from "./branchOff";

const state = (step: number): RunSnapshot => ({ step, arms: [] });
const step = (at: number): TrainEvent => ({ run: "old", step: at, type: "step", learningRate: 1, stepMs: 1, arms: [] });
const driven = (at: number, type: "paused" | "resumed"): TrainEvent => ({ run: "old", step: at, type });
const ended = (at: number): TrainEvent => ({ run: "old", step: at, type: "finished", reason: "completed" });
const steps = (until: number): readonly TrainEvent[] => Array.from({ length: until }, (_, index) => step(index + 1));

describe("a run that goes on from another one", () => {
  it("takes the newest state at or before the step, in memory or kept", () => {
    const stored = { events: steps(30), snapshots: [state(10), state(20)] };
    const at = (until: number, held?: number): number | undefined =>
      branchPoint("new", until, stored, held === undefined ? undefined : state(held))?.snapshot.step;
    expect([at(25), at(20), at(19), at(9)]).toEqual([20, 20, 10, undefined]);
    expect([at(25, 24), at(25, 12), at(25, 26)]).toEqual([24, 20, 20]);
  });

  it("brings what was measured up to there as its own, and nothing of how the other was driven or ended", () => {
    const events: readonly TrainEvent[] = [
      {
        run: "old",
        step: 0,
        type: "started",
        arms: [],
        engine: { engine: "tfjs", backend: "cpu", adapter: "" },
        budget: 4,
        stepsPerEpoch: 2,
      },
      step(1),
      driven(1, "paused"),
      driven(1, "resumed"),
      step(2),
      step(3),
      ended(3),
    ];
    const found = branchPoint("new", 2, { events, snapshots: [state(2)] }, undefined);
    expect(found?.events.map((event) => [event.run, event.step, event.type])).toEqual([
      ["new", 0, "started"],
      ["new", 1, "step"],
      ["new", 2, "step"],
    ]);
    expect(branchPoint("new", 3, { events, snapshots: [state(3)] }, undefined)?.events.at(-1)).toMatchObject({
      type: "step",
    });
  });

  it("finds nothing where no state is held, or the events that lead to it are missing", () => {
    expect(branchPoint("new", 9, { events: steps(9), snapshots: [] }, undefined)).toBeUndefined();
    expect(branchPoint("new", 9, { events: steps(3), snapshots: [] }, state(4))).toBeUndefined();
    expect(branchPoint("new", 9, { events: [], snapshots: [state(4)] }, undefined)).toBeUndefined();
    // The untrained network is no state to go on from.
    expect(branchPoint("new", 9, { events: steps(9), snapshots: [state(0)] }, undefined)).toBeUndefined();
  });
});
