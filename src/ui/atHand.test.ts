import { openAsBlob } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, firstVisit } from "../experiment/presets";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { newRun } from "../record/runRecord";
import { showResult } from "../store/recordingPlayer";
import { shownRecord } from "../store/recordingSlice";
import { labBench } from "../store/testing/labBench";
import { shelf } from "../store/testing/shelf";
import { encodeEvents } from "../storage/eventLog";
import { RECORDED_RUN } from "../experiment/recordedRun";
import { showAtHand } from "./atHand";

const smoke = findPreset("smoke")?.experiment ?? firstVisit;
const file = fileURLToPath(new URL("../client/firstRun.recording", import.meta.url));
const fetched = vi.fn(async () => new Response((await openAsBlob(file)).stream()));

beforeEach(() => {
  vi.stubGlobal("requestIdleCallback", (callback: () => void) => setTimeout(callback, 0));
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockClear();
});

/** A visit that opens an address in a browser with such runs, and what it shows. */
async function visit(hash: string, kept = shelf()) {
  const bench = labBench(kept.library);
  const state = () => bench.store.getState();
  if (hash !== "") state().openLink(hash);
  const show = () =>
    showAtHand(bench.store, state().loadLibrary(), { schedule: () => undefined, calm: true }).then(
      () => shownRecord(state())?.run,
    );
  return { ...bench, state, show, shown: await show() };
}

/** A browser in which an experiment was trained to some step. */
async function trained(experiment: typeof smoke, until: number) {
  const kept = shelf();
  const { store, say } = labBench(kept.library);
  await store.getState().loadLibrary();
  store.getState().loadExperiment(experiment);
  store.getState().play();
  const events = sampleEvents("r-1", experiment, until);
  kept.logs.set("r-1", encodeEvents(events));
  say({ type: "events", events });
  return kept;
}

describe("what an address shows before anything is trained", () => {
  it("is the recording for its experiment, however the address says it", async () => {
    for (const hash of ["", encodeLink(firstVisit), "v1&s=46", `v1&s=46&n=${firstVisit.training.budget}`]) {
      expect((await visit(hash)).shown).toBe(RECORDED_RUN);
    }
    expect(fetched).toHaveBeenCalledTimes(4);
  });

  it("is nothing for another experiment, without a look at the recording", async () => {
    for (const experiment of [smoke, { ...firstVisit, seed: 7 }]) {
      expect((await visit(encodeLink(experiment))).shown).toBeUndefined();
    }
    expect(fetched).not.toHaveBeenCalled();
  });

  it("is the recording also for whoever has runs of other experiments", async () => {
    expect((await visit("", await trained(smoke, 40))).shown).toBe(RECORDED_RUN);
  });

  it("is the last run of this experiment that ended here, with its curves", async () => {
    const kept = await trained(smoke, 40);
    const { shown, state, asked } = await visit(encodeLink(smoke), kept);
    expect(shown).toBe("r-1");
    expect(state().record).toMatchObject({ phase: "completed", step: 40 });
    expect(state().record?.arms[0]?.total.length).toBe(40);
    expect(state().record?.experiment).toBe(state().experiment);
    expect(asked).toEqual([]);
    // Play begins a new run; the old one stays in the library.
    state().play();
    expect(state().record?.run).toBe("r-2");
    expect(state().library.map(({ id, phase }) => `${id} ${phase}`)).toEqual(["r-2 preparing", "r-1 completed"]);
  });

  it("comes before the recording, and can be deleted while it is shown", async () => {
    const { shown, state } = await visit("", await trained(firstVisit, 920));
    expect(shown).toBe("r-1");
    expect(fetched).not.toHaveBeenCalled();
    await state().deleteRun("r-1");
    expect(shownRecord(state())).toBeUndefined();
    expect(state().library).toEqual([]);
    await state().undoDelete();
    expect(state().library.map(({ id }) => id)).toEqual(["r-1"]);
  });

  it("leaves a run that broke off to the offer to continue it", async () => {
    const { shown, state } = await visit("", await trained(firstVisit, 17));
    expect(shown).toBeUndefined();
    expect(state().offered?.id).toBe("r-1");
    expect(fetched).not.toHaveBeenCalled();
  });

  it("gives way to what a sweep kept of a run, which goes with the next edit", async () => {
    const { state, store } = await visit("");
    const result = newRun(RECORDED_RUN, smoke);
    showResult(store, result);
    expect(state().recordingSource).toBe("page");
    state().loadExperiment(smoke);
    showResult(store, result);
    expect(state()).toMatchObject({ recording: result, recordingSource: "sweep", record: undefined });
    state().forkAt("stem");
    expect(state().recording).toBeUndefined();
  });

  it("never takes the place of a run, and comes once", async () => {
    const { state, show } = await visit("");
    state().play();
    const run = state().record?.run;
    expect(await show()).toBe(run);
    expect(state().recording).toBeUndefined();
  });
});
