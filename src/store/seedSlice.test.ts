import { describe, expect, it } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, firstVisit } from "../experiment/presets";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { nextSeed, seedResultsOf } from "./seedSlice";
import { labBench, type LabBench } from "./testing/labBench";

const smoke = findPreset("smoke")?.experiment ?? firstVisit;

function bench(): LabBench {
  const made = labBench();
  made.store.getState().loadPreset("smoke");
  return made;
}

/** Ends the run on display as the worker would. */
function finish({ store, say }: LabBench): void {
  const { record } = store.getState();
  if (record === undefined) throw new Error("nothing was started");
  say({ type: "events", events: sampleEvents(record.run, record.experiment, 40) });
}

const seedsOf = ({ store }: LabBench) => seedResultsOf(store.getState()).map(({ seed }) => seed);

describe("a series of seeds", () => {
  it("is trained one after the other, each a run of its own, and ends on the last", () => {
    const lab = bench();
    const { store, asked } = lab;
    store.getState().setSeedCount(3);
    store.getState().play();
    finish(lab);
    // With the kernels of the first, so that nothing but the seed differs.
    expect(asked).toEqual(["start run-1", "start run-2 with 8×4 of sample"]);
    expect(store.getState()).toMatchObject({ experiment: { seed: 43 }, record: { run: "run-2", phase: "preparing" } });
    expect(store.getState().earlier.map(({ run }) => run)).toEqual(["run-1"]);
    finish(lab);
    finish(lab);
    expect(asked).toHaveLength(3);
    expect(seedsOf(lab)).toEqual([42, 43, 44]);
    expect(store.getState()).toMatchObject({ experiment: { seed: 44 }, record: { run: "run-3", phase: "completed" } });
    expect(nextSeed(store.getState())).toBeUndefined();
    // Every seed is finished: playing again replays the one on display and nothing else.
    store.getState().play();
    finish(lab);
    expect(asked).toHaveLength(4);
    expect(store.getState()).toMatchObject({ experiment: { seed: 44 }, record: { phase: "completed" } });
  });

  it("does not train again what the library has, also of seeds run singly before", () => {
    const lab = bench();
    const { store, asked } = lab;
    store.getState().setField(["seed"], 43);
    store.getState().play();
    finish(lab);
    store.getState().setField(["seed"], 42);
    store.getState().runSeeds(3);
    expect(store.getState().experiment.seed).toBe(42);
    finish(lab);
    expect(store.getState().experiment.seed).toBe(44);
    finish(lab);
    expect(asked.filter((line) => line.startsWith("start"))).toHaveLength(3);
    expect(seedsOf(lab)).toEqual([42, 43, 44]);
  });

  it("waits while it is paused, and goes on where it was", () => {
    const lab = bench();
    const { store, asked, say } = lab;
    store.getState().runSeeds(2);
    finish(lab);
    say({ type: "events", events: [{ run: "run-2", step: 0, type: "paused" }] });
    store.getState().play();
    expect(asked.at(-1)).toBe("resume run-2");
    // More seeds while one is being trained follow it.
    say({ type: "events", events: [{ run: "run-2", step: 0, type: "resumed" }] });
    store.getState().runSeeds(3);
    expect(asked.filter((line) => line.startsWith("start"))).toHaveLength(2);
    finish(lab);
    expect(store.getState().experiment.seed).toBe(44);
  });

  it("stops with reset, with an edit and with a run that diverges", () => {
    const lab = bench();
    const { store, asked, say } = lab;
    store.getState().runSeeds(3);
    finish(lab);
    store.getState().reset();
    expect(asked.at(-1)).toBe("stop run-2");
    expect(store.getState()).toMatchObject({ record: undefined, experiment: { seed: 43 } });
    store.getState().play();
    expect(store.getState()).toMatchObject({ record: { run: "run-3" }, experiment: { seed: 43 } });
    say({ type: "events", events: [{ run: "run-3", step: 3, type: "finished", reason: "diverged" }] });
    expect(asked.filter((line) => line.startsWith("start"))).toHaveLength(3);
    store.getState().setField(["optimizer", "lr"], 0.05);
    expect(store.getState()).toMatchObject({ record: undefined, seeds: [42, 43, 44] });
    expect(seedsOf(lab)).toEqual([]);
    // Of the new set-up no seed is finished yet.
    store.getState().play();
    expect(store.getState().experiment.seed).toBe(42);
  });

  it("is not begun by a single run, whose numbers still count", () => {
    const lab = bench();
    lab.store.getState().play();
    finish(lab);
    expect(lab.asked).toEqual(["start run-1"]);
    expect(seedsOf(lab)).toEqual([42]);
    expect(seedResultsOf(lab.store.getState())[0]?.values.map((value) => value?.toFixed(2))).toEqual(["0.60", "0.65"]);
  });

  it("shows the run of another of its seeds without losing the series", async () => {
    const lab = bench();
    lab.store.getState().runSeeds(2);
    finish(lab);
    finish(lab);
    const { past } = lab.store.getState();
    await lab.store.getState().openRun("run-1");
    expect(lab.store.getState()).toMatchObject({
      seeds: [42, 43],
      experiment: { seed: 42 },
      record: { run: "run-1" },
      past,
    });
  });

  it("is remembered over a reload with its experiment only", () => {
    const lab = bench();
    lab.store.getState().setSeedCount(3);
    lab.store.getState().turnToSeed(44);
    const text = lab.store.getState().seriesText();
    const reloaded = labBench().store;
    reloaded.getState().recallSeries(text);
    expect(reloaded.getState().seeds).toEqual([46]);
    reloaded.getState().openLink(`#${encodeLink({ ...smoke, seed: 44 })}`);
    reloaded.getState().recallSeries(text);
    expect(reloaded.getState()).toMatchObject({ seeds: [42, 43, 44], experiment: { seed: 44 } });
    for (const bad of ["", "x", "0 v1", "99999999999 v1&s=44", "3"]) reloaded.getState().recallSeries(bad);
    expect(reloaded.getState().seeds).toEqual([42, 43, 44]);
    lab.store.getState().setSeedCount(1);
    expect(lab.store.getState().seriesText()).toBe("");
  });
});

it("a remembered series whose link cannot be read is none", () => {
  const { store } = labBench();
  store.getState().recallSeries(`3 ${encodeLink(firstVisit).replace(/.$/, "")}`);
  store.getState().recallSeries("3 hello");
  store.getState().recallSeries("");
  expect(store.getState().seeds).toEqual([firstVisit.seed]);
  store.getState().recallSeries(`3 ${encodeLink(firstVisit)}`);
  expect(store.getState().seeds).toHaveLength(3);
});
