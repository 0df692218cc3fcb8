import { describe, expect, it } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { firstVisit } from "../experiment/presets";
import { RECORDED_RUN } from "../experiment/recordedRun";
import { recorded, type Recording } from "../storage/recording";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import type { LabState } from "./labState";
import { playRecording, STEPS_PER_TICK } from "./recordingPlayer";
import { shownRecord } from "./recordingSlice";
import { labBench, type LabBench } from "./testing/labBench";

const recording: Recording = { link: encodeLink(firstVisit), events: recorded(sampleEvents("lab", firstVisit, 920)) };

/** A player whose clock is turned by hand. */
function play(calm = false): LabBench & { tick(times?: number): void; waiting(): boolean } {
  const bench = labBench();
  let next: (() => void) | undefined;
  playRecording(bench.store, recording, { schedule: (callback) => (next = callback), calm });
  const tick = (times = 1): void => {
    for (let count = 0; count < times; count += 1) {
      const now = next;
      next = undefined;
      now?.();
    }
  };
  return { ...bench, tick, waiting: () => next !== undefined };
}

describe("a recording", () => {
  it("plays step by step to its end, and is no run of the visitor's", () => {
    const { store, tick, asked, waiting } = play();
    expect(store.getState().recording).toMatchObject({ run: RECORDED_RUN, phase: "running", step: STEPS_PER_TICK });
    tick(10);
    expect(store.getState().recording?.step).toBe(11 * STEPS_PER_TICK);
    tick(200);
    expect(store.getState().recording).toMatchObject({ phase: "completed", step: 920 });
    expect(waiting()).toBe(false);
    const { record, library, earlier, runCount } = store.getState();
    expect({ record, library, earlier, runCount, asked }).toEqual({
      record: undefined,
      library: [],
      earlier: [],
      runCount: 0,
      asked: [],
    });
  });

  it("is shown whole at once where less motion is asked for, and when its end is", () => {
    expect(play(true).store.getState().recording?.phase).toBe("completed");
    const { store, tick } = play();
    store.getState().endRecording();
    tick();
    expect(store.getState().recording).toMatchObject({ phase: "completed", step: 920 });
  });

  it("can be paused, gone on with, and looked at at an earlier step", () => {
    const { store, tick } = play();
    tick(9);
    store.getState().pauseRecording(true);
    tick(5);
    expect(store.getState().recording?.step).toBe(50);
    store.getState().scrubTo(20);
    expect(store.getState().scrubStep).toBe(20);
    store.getState().pauseRecording(false);
    tick();
    expect(store.getState().recording?.step).toBe(55);
  });

  const leaves: readonly (readonly [string, (state: LabState) => void])[] = [
    ["Play", (state) => state.play()],
    ["a single step", (state) => state.singleStep()],
    ["an edit", (state) => state.forkAt("stem")],
    ["a lock", (state) => state.lockArm(0, true)],
    ["more seeds", (state) => state.setSeedCount(3)],
    ["another preset", (state) => state.loadPreset("tiny")],
    ["closing it", (state) => state.leaveRecording()],
  ];
  it.each(leaves)("is left by %s and does not come back", (_, act) => {
    const { store, tick } = play();
    tick(3);
    act(store.getState());
    expect(store.getState().recording).toBeUndefined();
    expect(shownRecord(store.getState())?.run).not.toBe(RECORDED_RUN);
    tick(3);
    store.getState().reset();
    expect(shownRecord(store.getState())).toBeUndefined();
  });

  it("is not shown over a run or another experiment", () => {
    for (const act of [(state: LabState) => state.play(), (state: LabState) => state.newSeed()]) {
      const { store } = labBench();
      act(store.getState());
      playRecording(store, recording, { schedule: () => undefined, calm: true });
      expect(store.getState().recording).toBeUndefined();
    }
  });
});
