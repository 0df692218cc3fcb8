import { describe, expect, it } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, plainArm, firstVisit } from "../experiment/presets";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { forkState } from "./edits";
import { labBench, type LabBench } from "./testing/labBench";

const smoke = findPreset("smoke")?.experiment ?? firstVisit;

/** Plays the sample run up to a step. */
function playTo(bench: LabBench, step: number): void {
  bench.store.getState().play();
  const { record } = bench.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  bench.say({ type: "events", events: sampleEvents(record.run, record.experiment, step) });
}

function smokeBench(): LabBench {
  const bench = labBench();
  bench.store.getState().loadPreset("smoke");
  return bench;
}

describe("composing an experiment", () => {
  it("places and removes forks of all arms, in trunk order, with each arm's own design", () => {
    const { store } = labBench();
    store.getState().forkAt("stem");
    const arms = store.getState().experiment.arms;
    expect(arms.map((arm) => arm.forks.map(({ site }) => site))).toEqual([
      ["stem", "s1b1", "s2b1"],
      ["stem", "s1b1", "s2b1"],
    ]);
    expect(arms.map((arm) => arm.forks[0]?.branch.kind)).toEqual(["gap", "dhm"]);
    store.getState().forkAt("stem");
    expect(store.getState().experiment.arms).toEqual(firstVisit.arms);
  });

  it("steps the weight of all branches at a site", () => {
    const { store } = labBench();
    const weights = (): number[] =>
      store.getState().experiment.arms.flatMap((arm) => arm.forks.map(({ weight }) => weight));
    store.getState().weighFork("s1b1", -1);
    expect(weights()).toEqual([0.3, 1, 0.3, 1]);
    store.getState().weighFork("s1b1", 1);
    expect(weights()).toEqual([1, 1, 1, 1]);
    store.getState().weighFork("stem", 1);
    expect(weights()).toEqual([1, 1, 1, 1]);
  });

  it("completes a fork that only some arms have", () => {
    const { store } = labBench();
    store.getState().forkArmAt(0, "s1b1", false);
    expect(forkState(store.getState().experiment, "s1b1")).toBe("mixed");
    store.getState().forkAt("s1b1");
    expect(forkState(store.getState().experiment, "s1b1")).toBe("on");
  });

  it("refuses a setting that no network fits, says why, and keeps the last valid one", () => {
    const { store } = labBench();
    expect(store.getState().setField(["backbone", "depth"], 9)).toMatchObject({
      expected: { code: "depth", perBlock: 6, others: 2 },
    });
    expect(store.getState().setField(["training", "batchSize"], 1024)).toBeUndefined();
    expect(store.getState().setField(["dataset", "train"], 500)).toMatchObject({ code: "largeBatch" });
    expect(store.getState().experiment.backbone).toEqual(firstVisit.backbone);
  });

  it("moves forks to the ends of the same stages when the depth changes, and back", () => {
    const { store } = labBench();
    const sites = (): string[] => store.getState().experiment.arms[0]?.forks.map(({ site }) => site) ?? [];
    store.getState().setField(["backbone", "depth"], 20);
    expect(sites()).toEqual(["s1b3", "s2b3"]);
    store.getState().setField(["backbone", "depth"], 8);
    expect(sites()).toEqual(["s1b1", "s2b1"]);
  });

  it("undoes and redoes every edit", () => {
    const { store } = labBench();
    const { addArm, removeArm, newSeed, undo, redo } = store.getState();
    addArm(plainArm("s1b1"));
    newSeed();
    removeArm(0);
    const end = store.getState().experiment;
    undo();
    undo();
    undo();
    expect(store.getState().experiment).toEqual(firstVisit);
    redo();
    redo();
    redo();
    expect(store.getState().experiment).toBe(end);
    redo();
    expect(store.getState().experiment).toBe(end);
  });

  it("names the preset until something is changed, and again when the change is undone", () => {
    const { store } = labBench();
    expect(store.getState().presetId).toBe("small-data");
    store.getState().newSeed();
    expect(store.getState().presetId).toBeUndefined();
    store.getState().undo();
    expect(store.getState().presetId).toBe("small-data");
    store.getState().openLink(`#${encodeLink(smoke)}`);
    expect(store.getState().presetId).toBe("smoke");
  });

  it("keeps one arm and takes four", () => {
    const { store } = labBench();
    for (let count = 0; count < 5; count += 1) store.getState().addArm(plainArm());
    expect(store.getState().experiment.arms).toHaveLength(4);
    for (let count = 0; count < 5; count += 1) store.getState().removeArm(0);
    expect(store.getState().experiment.arms).toHaveLength(1);
    expect(store.getState().compared).toEqual([0, 0]);
  });
});

describe("running", () => {
  it("plays, pauses, resumes and replays", () => {
    const bench = smokeBench();
    const { store, asked } = bench;
    playTo(bench, 5);
    store.getState().playOrPause();
    bench.say({ type: "events", events: [{ run: "run-1", step: 5, type: "paused" }] });
    store.getState().playOrPause();
    expect(asked).toEqual(["start run-1", "pause run-1", "resume run-1"]);
    bench.say({ type: "events", events: sampleEvents("run-1", smoke, 40) });
    store.getState().play();
    // A replay computes with the kernels of the run that it repeats.
    expect(asked.at(-1)).toBe("start run-2 with 8×4 of sample");
    expect(store.getState().earlier.map(({ run, phase }) => `${run} ${phase}`)).toEqual(["run-1 completed"]);
  });

  it("prepares and waits for a single step", () => {
    const { store, asked } = smokeBench();
    store.getState().singleStep();
    expect(asked).toEqual(["start run-1 paused", "single run-1"]);
  });

  it("keeps what an edit cuts short, and prepares a new run", () => {
    const bench = smokeBench();
    playTo(bench, 12);
    bench.store.getState().forkAt("stem");
    const { record, earlier } = bench.store.getState();
    expect(bench.asked.at(-1)).toBe("stop run-1");
    expect(record).toBeUndefined();
    expect(earlier).toMatchObject([{ run: "run-1", phase: "stopped", step: 12 }]);
  });

  it("forgets a run that made no step", () => {
    const bench = smokeBench();
    bench.store.getState().play();
    bench.store.getState().reset();
    expect(bench.store.getState().earlier).toEqual([]);
  });

  it("shows an earlier run with its own set-up", async () => {
    const bench = smokeBench();
    playTo(bench, 40);
    bench.store.getState().newSeed();
    await bench.store.getState().openRun("run-1");
    const { record, experiment } = bench.store.getState();
    expect(record?.run).toBe("run-1");
    expect(experiment).toBe(record?.experiment);
  });

  it("does not start what cannot be built", () => {
    const { store, asked } = labBench();
    store.getState().openLink("#v1&resnet.depth=9");
    store.getState().play();
    expect(asked).toEqual([]);
  });

  it("fails the run when the worker is lost", () => {
    const bench = smokeBench();
    playTo(bench, 3);
    bench.say({ type: "fault", error: { code: "worker", message: "gone" } });
    expect(bench.store.getState()).toMatchObject({ fault: { message: "gone" }, record: { phase: "failed", step: 3 } });
  });

  it("scrubs within the run and follows it again at its end", () => {
    const bench = smokeBench();
    playTo(bench, 20);
    bench.store.getState().scrubTo(8.4);
    expect(bench.store.getState().scrubStep).toBe(8);
    bench.store.getState().scrubTo(99);
    expect(bench.store.getState().scrubStep).toBeUndefined();
  });
});
