import { describe, expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import { sampleEvents } from "../runs/testing/sampleEvents";
import { labBench } from "./testing/labBench";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const long = { ...smoke, training: { ...smoke.training, budget: 400 } };

/** A bench with a run under way, at a step. */
function running(until: number) {
  const bench = labBench();
  const state = () => bench.store.getState();
  state().loadExperiment(long);
  state().play();
  const run = state().record?.run ?? "";
  bench.say({ type: "events", events: sampleEvents(run, long, until) });
  const diverge = (step: number): void => {
    const divergence = { arm: "A", what: "ce/main", value: "NaN" };
    const event: TrainEvent = { run, step, type: "finished", reason: "diverged", divergence };
    bench.say({ type: "events", events: [event] });
  };
  return { ...bench, state, run, diverge };
}

describe("going back from a diverged run", () => {
  it("starts a new run that goes on 50 steps before, with a cut there, and undo takes it back", () => {
    const { state, asked, run, diverge } = running(212);
    diverge(212);
    state().goBack();
    expect(state().experiment.training.cuts).toEqual([162]);
    expect(asked.at(-1)).toBe(`start run-2 from ${run} at 162`);
    expect(state().record).toMatchObject({ run: "run-2", phase: "preparing" });
    expect(state().earlier[0]).toMatchObject({ run, phase: "diverged" });
    expect(state().keptRun).toBeUndefined();
    state().undo();
    expect(state().experiment).toEqual(long);
  });

  it("starts from step 0 where there are no 50 steps to go back", () => {
    const { state, asked, diverge } = running(30);
    diverge(30);
    state().goBack();
    expect(state().experiment.training.cuts).toEqual([0]);
    expect(asked.at(-1)).toBe("start run-2");
  });

  it("does nothing to a run that is well, nor beyond the most cuts", () => {
    const healthy = running(212);
    healthy.state().goBack();
    expect(healthy.state().experiment).toEqual(long);
    const often = running(212);
    often.state().setField(["training", "cuts"], [1, 2, 3, 4, 5, 6, 7, 8]);
    often.state().play();
    const cut = often.state().experiment;
    const run = often.state().record?.run ?? "";
    const divergence = { arm: "A", what: "ce/main", value: "NaN" };
    often.say({
      type: "events",
      events: [...sampleEvents(run, cut, 212), { run, step: 212, type: "finished", reason: "diverged", divergence }],
    });
    expect(often.state().record?.phase).toBe("diverged");
    often.state().goBack();
    expect(often.state().experiment).toBe(cut);
    expect(often.state().record?.phase).toBe("diverged");
  });
});

describe("the pace", () => {
  it("is told to the run under way and to every later one", () => {
    const { state, asked } = running(10);
    state().setPace(5);
    expect(asked.at(-1)).toBe("pace run-1 5");
    state().setPace(undefined);
    expect(asked.at(-1)).toBe("pace run-1 full");
    state().setPace(2);
    state().reset();
    state().play();
    expect(asked.at(-1)).toBe("start run-2 pace 2");
    expect(state().experiment).toEqual(long);
  });
});

describe("a run that an edit ends", () => {
  it("is named until the next one starts, and only if it had a step", () => {
    const { state, run } = running(10);
    state().newSeed();
    expect(state().record).toBeUndefined();
    expect(state().keptRun).toBe(run);
    state().play();
    expect(state().keptRun).toBeUndefined();
    state().newSeed();
    expect(state().keptRun, "no step was trained").toBeUndefined();
  });

  it("is not named when it was reset, and no more once it was opened", async () => {
    const { state, run } = running(10);
    state().newSeed();
    await state().openRun(run);
    expect(state().keptRun).toBeUndefined();
    expect(state().record?.run).toBe(run);
    state().reset();
    expect(state().keptRun).toBeUndefined();
  });
});
