import { describe, expect, it } from "vitest";
import { claimLink, smoke } from "../classroom/testing/handedIn";
import type { ClientUpdate, StartOptions, TrainingClient } from "../client/trainingClient";
import { formatClaim } from "../experiment/link/claim";
import { encodeLink } from "../experiment/link/encode";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { claimOf } from "../record/claimOf";
import { foldRun } from "../record/foldRun";
import { newRun } from "../record/runRecord";
import { createClassStore } from "./classStore";

const budget = smoke.training.budget;
/** What a run of the sample events comes to, and a link that says so. */
const honest = encodeLink(
  smoke,
  [],
  formatClaim(claimOf(sampleEvents("r", smoke, budget).reduce(foldRun, newRun("r", smoke))) ?? {}),
);

/** A class whose worker answers at once with the sample events, or breaks down. */
function bench(kept = memory(), breaks = false) {
  const started: StartOptions[] = [];
  const createClient = (onUpdate: (update: ClientUpdate) => void): TrainingClient => {
    const nothing = (): void => undefined;
    return {
      start(options: StartOptions) {
        started.push(options);
        queueMicrotask(() =>
          onUpdate(
            breaks
              ? { type: "fault", error: { code: "worker", message: "x", fault: { code: "workerEnded" } } }
              : { type: "events", events: sampleEvents(options.run, options.experiment, budget) },
          ),
        );
      },
      probeMachine: nothing,
      tuneAgain: nothing,
      pause: nothing,
      resume: nothing,
      single: nothing,
      stop: nothing,
      pace: nothing,
      storeRun: () => Promise.resolve(),
      restart: nothing,
      dispose: nothing,
    };
  };
  return { store: createClassStore({ createClient, kept }), started, kept };
}

function memory() {
  let text: string | null = null;
  return { read: () => text, write: (value: string) => void (text = value) };
}

const text = `Ada,${honest}\nBea,${claimLink(smoke, 0.01)}\nno link at all`;

describe("a class's table", () => {
  it("takes what can be used, lists the rest, and takes nothing twice", () => {
    const { store } = bench();
    store.getState().take("", text);
    expect(store.getState().entries.map(({ who, check }) => [who, check])).toEqual([
      ["Ada", undefined],
      ["Bea", undefined],
    ]);
    expect(store.getState().refused).toMatchObject([{ source: "", line: 3, why: { code: "noLinkInLine" } }]);
    store.getState().take("more.txt", `Ada,${honest}\nCy,${honest}`);
    expect(store.getState().entries.map(({ who }) => who)).toEqual(["Ada", "Bea", "Cy"]);
    expect(store.getState().refused).toEqual([]);
  });

  it("runs them again in turn and says who reproduces, on the engine that made them where that repeats every bit", async () => {
    const { store, started } = bench();
    store.getState().take("", `${text}\nCy,${claimLink(smoke, 0.5, { exact: "0123456789abcdef" })}`);
    await store.getState().verify(store.getState().entries.map(({ id }) => id));
    expect(started.map(({ engine, keep }) => [engine, keep])).toEqual([
      ["auto", undefined],
      ["auto", undefined],
      ["wasm", undefined],
    ]);
    expect(store.getState().entries.map(({ check }) => check?.kind)).toEqual(["reproduced", "differs", "differs"]);
    expect(store.getState()).toMatchObject({ running: undefined, waiting: [] });
  });

  it("outlives a reload, with what was found; an emptied one does not come back", async () => {
    const { store, kept } = bench();
    store.getState().take("", text);
    await store.getState().verify(
      store
        .getState()
        .entries.slice(1)
        .map(({ id }) => id),
    );
    const again = bench(kept).store.getState().entries;
    expect(again.map(({ who, link, check }) => ({ who, link, kind: check?.kind }))).toEqual(
      store.getState().entries.map(({ who, link, check }) => ({ who, link, kind: check?.kind })),
    );
    expect(again.map(({ check }) => check?.kind)).toEqual([undefined, "differs"]);
    store.getState().clear();
    expect(bench(kept).store.getState().entries).toEqual([]);
    kept.write('{"lines": 5}');
    expect(bench(kept).store.getState().entries).toEqual([]);
  });

  it("says so when the worker breaks down, and leaves the rest as claims", async () => {
    const { store, started } = bench(memory(), true);
    store.getState().take("", text);
    await store.getState().verify(store.getState().entries.map(({ id }) => id));
    expect(started).toHaveLength(1);
    expect(store.getState()).toMatchObject({ fault: { code: "workerEnded" }, running: undefined, waiting: [] });
    expect(store.getState().entries.every(({ check }) => check === undefined)).toBe(true);
  });
});
