import { describe, expect, it, vi } from "vitest";
import type { Library } from "../client/library";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, smallData } from "../experiment/presets";
import type { Capabilities } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { labBench } from "./testing/labBench";
import { shelf } from "./testing/shelf";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const long = { ...smoke, training: { ...smoke.training, budget: 400 } };

const withWasm: Capabilities = {
  engine: { engine: "compiled", backend: "webgpu", adapter: "x" },
  software: false,
  choices: ["auto", "compiled", "wasm"],
};

/** A bench with a run under way, at a step. */
function running(until: number, library?: Library) {
  const bench = labBench(library);
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

describe("a graphics device that does not answer", () => {
  it("is told every half minute, until an event comes or the run ends; whoever waits is not told again", () => {
    const { state, say, run, diverge } = running(20);
    const silent = (seconds: number): number | undefined => {
      say({ type: "silent", run, seconds });
      return state().silentSeconds;
    };
    expect([30, 35, 55, 60, 65].map(silent)).toEqual([30, 30, 30, 60, 60]);
    state().waitForGpu();
    expect(silent(90)).toBe(90);
    expect(state().waitsForGpu).toBe(true);
    say({ type: "events", events: sampleEvents(run, long, 21).slice(-1) });
    expect(state()).toMatchObject({ silentSeconds: undefined, waitsForGpu: false });
    expect(silent(40)).toBe(40);
    expect(silent(0)).toBeUndefined();
    expect(silent(40)).toBe(40);
    say({ type: "fault", error: { code: "worker", message: "gone" } });
    expect(state().silentSeconds).toBeUndefined();
    expect(silent(50)).toBeUndefined();
    diverge(21);
    expect(silent(60)).toBeUndefined();
  });

  it("is done without: from where the run was kept", async () => {
    const { library } = shelf();
    const { state, say, run, asked } = running(20, library);
    await state().loadLibrary();
    say({ type: "kept", run, step: 15, bytes: 1000 });
    say({ type: "silent", run, seconds: 30 });
    state().goOnWithoutGpu();
    // What is told to stop is gone with its worker.
    expect(asked.slice(-3)).toEqual(["restart", `stop ${run}`, `start ${run} on tfjs-cpu keep continue`]);
    expect(state()).toMatchObject({ engineChoice: "tfjs-cpu", silentSeconds: undefined, record: { run, step: 20 } });
  });

  it("is done without: from the beginning where nothing was kept", () => {
    const { state, say, run, asked } = running(20);
    say({ type: "silent", run, seconds: 30 });
    state().goOnWithoutGpu();
    expect(asked).toContain("restart");
    expect(asked.at(-1)).toBe("start run-2 on tfjs-cpu");
    expect(state()).toMatchObject({ engineChoice: "tfjs-cpu", earlier: [{ run, phase: "stopped" }] });
  });

  it("is done without on the fastest engine that needs none", () => {
    const { state, say, run, asked } = running(20);
    say({ type: "capabilities", capabilities: withWasm });
    say({ type: "silent", run, seconds: 30 });
    state().goOnWithoutGpu();
    expect(asked.at(-1)).toBe("start run-2 on wasm");
  });
});

describe("the engine", () => {
  it("is asked for by name where a link's results can be repeated to the last digit, unless another one was chosen", async () => {
    const { store, say, asked } = labBench();
    const exact = encodeLink(smoke, [], ["e=1", "r=1,2,3;4,5,6", "ex=0123456789abcdef"]);
    const started = async (link: string): Promise<string | undefined> => {
      store.getState().reset();
      store.getState().openLink(link);
      await vi.waitFor(() => expect(store.getState().linkClaim?.finals).toBeDefined());
      store.getState().play();
      return asked.at(-1);
    };
    // Nothing is known of this machine yet.
    expect(await started(exact)).toBe("start run-1");
    say({ type: "capabilities", capabilities: withWasm });
    expect(await started(exact)).toBe("start run-2 on wasm");
    expect(await started(encodeLink(smoke, [], ["e=1", "r=1,2,3;4,5,6"]))).toBe("start run-3");
    store.getState().chooseEngine("compiled");
    expect(await started(exact)).toBe("start run-4 on compiled");
  });

  it("is looked for anew when somebody asks for it, until the answer comes", () => {
    const { store, say, asked } = labBench();
    store.getState().measureEngines();
    expect(asked.at(-1)).toBe("probe again");
    expect(store.getState().measuresEngines).toBe(true);
    say({ type: "capabilities", capabilities: withWasm });
    expect(store.getState()).toMatchObject({ measuresEngines: false, machine: withWasm });
    store.getState().measureEngines();
    say({ type: "fault", error: { code: "no-engine", message: "" } });
    expect(store.getState().measuresEngines).toBe(false);
  });
});

describe("the kernels of a graphics card", () => {
  const card = { engine: "compiled", backend: "webgpu", adapter: "some card" } as const;

  it("are known once the worker has told them, until they are to be chosen again", () => {
    const { store, say, asked } = labBench();
    const table = { machine: "m", shapes: { "3x3": { variant: "p4", ms: { p4: 1, p8: 2 } } } };
    say({ type: "tuned", table });
    expect(store.getState()).toMatchObject({ tuning: table, tunesAgain: false });
    store.getState().tuneAgain();
    expect(asked.at(-1)).toBe("tune again");
    expect(store.getState()).toMatchObject({ tuning: undefined, tunesAgain: true });
    say({ type: "tuned", table });
    expect(store.getState()).toMatchObject({ tuning: table, tunesAgain: false });
  });

  it("are used again where a run is replayed, and left to the machine in a set-up of its own", () => {
    const { store, say, asked } = labBench();
    store.setState({ experiment: smoke });
    store.getState().play();
    expect(asked.at(-1)).toBe("start run-1");
    const events = sampleEvents("run-1", smoke, smoke.training.budget).map((event) =>
      event.type === "started"
        ? { ...event, engine: card, arms: event.arms.map((arm) => ({ ...arm, variants: { "3x3": "p4" } })) }
        : event,
    );
    say({ type: "events", events });
    store.getState().play();
    expect(asked.at(-1)).toBe("start run-2 with p4 of some card");
    store.getState().retire();
    store.getState().play();
    expect(asked.at(-1)).toBe("start run-3");
  });
});
