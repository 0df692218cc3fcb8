import { describe, expect, it } from "vitest";
import type { BegunRun, SweepRuns } from "../client/sweepRuns";
import type { ClientUpdate, StartOptions, TrainingClient } from "../client/trainingClient";
import { findPreset, smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import { resultWriter } from "../sweep/resultLines";
import type { CellResult } from "../sweep/cellResult";
import { finish } from "../tasks/steps";
import { makeSweep } from "../sweep/sweep";
import { encodeSweep } from "../sweep/sweepLink";
import { createSweepStore } from "./sweepStore";

const base = findPreset("smoke")?.experiment ?? smallData;
const sweep = makeSweep(base, { sites: ["s1b1"], methods: ["dsn", "dhm"], seeds: [1, 2] });

/** A store whose client writes down what it is asked; the test says what the worker would. */
function bench(begun: readonly BegunRun[] = [], earlierEvents: readonly TrainEvent[] = []) {
  const asked: string[] = [];
  const started: StartOptions[] = [];
  const shelf: CellResult[] = [];
  let link: string | null = null;
  let say: (update: ClientUpdate) => void = () => undefined;
  let names = 0;
  let full = false;
  let time = 0;
  let locks = true;
  let marked = "";
  const note =
    (what: string) =>
    (run = ""): void =>
      void asked.push(`${what} ${run}`);
  /** By run: what its worker tells the page. */
  const workers = new Map<string, (update: ClientUpdate) => void>();
  const createClient = (onUpdate: (update: ClientUpdate) => void): TrainingClient => {
    say = onUpdate;
    return {
      tuneAgain: note("tuneAgain"),
      probeMachine: (again = false) => note("probe")(again ? "again" : undefined),
      start: (options) => {
        started.push(options);
        workers.set(options.run, onUpdate);
        asked.push(`start ${options.run} ${options.keep ?? "unkept"}`);
      },
      pause: note("pause"),
      resume: note("resume"),
      single: note("single"),
      pace: note("pace"),
      stop: note("stop"),
      storeRun: () => Promise.resolve(),
      restart: note("restart"),
      dispose: note("dispose"),
    };
  };
  const runs: SweepRuns = {
    claim: () =>
      locks ? Promise.resolve(() => void asked.push("released")) : Promise.reject(new Error("locks are broken")),
    newName: () => `run${(names += 1)}`,
    begun: () => Promise.resolve(begun),
    read: () => Promise.resolve(earlierEvents),
    remove: (run) => Promise.resolve(note("remove")(run)),
  };
  const make = () =>
    createSweepStore({
      createClient,
      shelf: {
        all: (id) => Promise.resolve(shelf.filter((result) => result.sweep === id)),
        put: (results) =>
          full
            ? Promise.reject(new Error("the storage is full"))
            : Promise.resolve().then(() => void (asked.push("put"), shelf.push(...results))),
      },
      weights: () => Promise.resolve(new Map()),
      kept: { read: () => link, write: (text) => void (link = text) },
      underWay: { read: () => marked, write: (text) => void (marked = text) },
      runs,
      now: () => time,
      inSlices: (steps) => Promise.resolve(finish(steps)),
    });
  const store = make();
  const last = (): StartOptions => {
    const options = started.at(-1);
    if (options === undefined) throw new Error("nothing was started");
    return options;
  };
  /** Until nothing is left to do before the worker says more. */
  const settle = () => new Promise<void>((resolve) => void setTimeout(resolve));
  const tellOf = async (run: string, ...events: readonly Partial<TrainEvent>[]): Promise<void> => {
    workers.get(run)?.({ type: "events", events: events.map((event) => ({ run, ...event }) as TrainEvent) });
    await settle();
  };
  const tell = (...events: readonly Partial<TrainEvent>[]): Promise<void> => tellOf(last().run, ...events);
  const step = (number: number): Partial<TrainEvent> => ({
    type: "step",
    step: number,
    learningRate: 0.1,
    arms: [{ losses: [1], total: 1, accuracy: [0.5] }],
    stepMs: 2,
  });
  /** The run under way ends well after some milliseconds. */
  const end = (accuracy: number, ms = 100): Promise<void> => endOf(last().run, accuracy, ms);
  const endOf = async (run: string, accuracy: number, ms = 100): Promise<void> => {
    time += ms;
    await tellOf(
      run,
      step(40),
      { type: "evaluation", step: 40, images: 160, final: true, arms: [{ accuracy: { main: accuracy } }] },
      { type: "finished", step: 40, reason: "completed" },
    );
  };
  return {
    store,
    make,
    asked,
    shelf,
    started,
    endOf,
    tellOf,
    last,
    settle,
    tell,
    step,
    end,
    underWay: () => marked,
    breakLocks: () => void (locks = false),
    advance: (ms: number) => (time += ms),
    fault: (message: string) => say({ type: "fault", error: { code: "worker", message } }),
    fill: () => (full = true),
    keep: (atStep: number) => say({ type: "kept", run: last().run, step: atStep, bytes: 1 }),
  };
}

const placements = (options: StartOptions) => options.experiment.arms[0]?.forks.map(({ site }) => site).join("+");

describe("the queue of a sweep", () => {
  it("trains cell after cell, each kept while it runs, and puts every result on the shelf", async () => {
    const { store, asked, shelf, last, end, settle } = bench();
    await store.getState().define(sweep);
    expect(store.getState().cells).toHaveLength(6);
    void store.getState().run("auto");
    await settle();
    expect(last().keep).toBe("new");
    expect(placements(last())).toBe("");
    for (let cell = 0; cell < 6; cell += 1) await end(0.5 + cell / 100);
    expect(store.getState().phase).toBe("idle");
    expect(shelf.map(({ metrics }) => metrics["accuracy"]?.["main"])).toEqual([0.5, 0.51, 0.52, 0.53, 0.54, 0.55]);
    expect(asked.filter((line) => line.startsWith("remove"))).toHaveLength(6);
    expect(asked.at(-1)).toBe("released");
    // Nothing is left to do.
    await store.getState().run("auto");
    expect(asked.filter((line) => line.startsWith("start"))).toHaveLength(6);
  });

  it("shows another visit what was done, and goes on with what is missing", async () => {
    const first = bench();
    await first.store.getState().define(sweep);
    void first.store.getState().run("auto");
    await first.settle();
    await first.end(0.5);
    const second = first.make();
    await second.getState().recall();
    expect(second.getState().sweep).toEqual(sweep);
    expect([...second.getState().results.values()].flat()).toEqual(first.shelf);
    expect(second.getState().phase).toBe("idle");
  });

  it("shows what was done before also when the queue is started before it is read", async () => {
    const first = bench();
    await first.store.getState().define(sweep);
    void first.store.getState().run("auto");
    await first.settle();
    await first.end(0.5);
    first.store.getState().stop();
    const second = first.make();
    const unsubscribe = second.subscribe(({ cells }) => {
      if (cells.length === 0) return;
      unsubscribe();
      void second.getState().run("auto");
    });
    await second.getState().define(sweep);
    expect(second.getState()).toMatchObject({ phase: "running" });
    expect([...second.getState().results.values()].flat()).toEqual(first.shelf);
  });

  it("goes on with a run that broke off from where it was kept", async () => {
    const probe = bench();
    await probe.store.getState().define(sweep);
    const cell = probe.store.getState().cells[3];
    if (cell === undefined) throw new Error("no cell");
    const run = "sweep-broken";
    const log = [1, 20, 25].map((step) => ({ run, ...probe.step(step) }) as TrainEvent);
    const { store, asked, last, tell, end, settle, step } = bench([{ run, cell: cell.id, step: 20 }], log);
    await store.getState().define(sweep);
    expect([...store.getState().begun]).toEqual([[cell.id, 20]]);
    void store.getState().run("auto");
    await settle();
    // It comes first, though three others stand before it.
    expect(last().run).toBe(run);
    expect(last().keep).toBe("continue");
    expect(store.getState().running).toMatchObject([{ step: 20, keptStep: 20 }]);
    await tell({ type: "restarted", step: 20, error: { code: "continued", message: "" } }, step(21));
    await end(0.6);
    const result = store.getState().results.get(cell.id)?.[0];
    expect(result?.status).toBe("done");
    expect(result?.steps).toBe(40);
    // Step 25 was void: 1, 20, 21 and 40 at 2 ms each.
    expect(result?.seconds).toBeCloseTo(0.008, 9);
    expect(asked).toContain(`remove ${run}`);
    expect(last().keep).toBe("new");
  });

  it("trains two at once where it is told to: both are shown, wait, go on, and the next starts where one ends", async () => {
    const { store, asked, started, endOf, tellOf, settle, step } = bench();
    await store.getState().define(sweep);
    void store.getState().run("wasm", 2);
    await settle();
    const [one, two] = [started[0]?.run ?? "", started[1]?.run ?? ""];
    expect(started).toHaveLength(2);
    await tellOf(one, step(10));
    await tellOf(two, step(20));
    expect(store.getState().running.map(({ run, step: at }) => [run, at])).toEqual([
      [one, 10],
      [two, 20],
    ]);
    store.getState().pause();
    void store.getState().run("wasm", 2);
    expect(asked.slice(-4)).toEqual([`pause ${one}`, `pause ${two}`, `resume ${one}`, `resume ${two}`]);
    expect(started).toHaveLength(2);
    const all = store.getState().cells.length;
    for (let ended = 0; ended < all; ended += 1) await endOf(started[ended]?.run ?? "", 0.5);
    expect(started).toHaveLength(all);
    expect(store.getState()).toMatchObject({ phase: "idle", running: [], remainingMs: undefined });
    expect(store.getState().results.size).toBe(all);
    // The second worker is not needed any more.
    expect(asked.filter((what) => what.startsWith("dispose"))).toHaveLength(1);
  });

  it("pauses, resumes and stops; what is done stays", async () => {
    const { store, asked, end, settle, last } = bench();
    await store.getState().define(sweep);
    void store.getState().run("auto");
    await settle();
    await end(0.5);
    store.getState().pause();
    expect(store.getState().phase).toBe("paused");
    void store.getState().run("auto");
    expect(store.getState().phase).toBe("running");
    expect(asked.slice(-2)).toEqual([`pause ${last().run}`, `resume ${last().run}`]);
    store.getState().stop();
    await settle();
    expect(store.getState()).toMatchObject({ phase: "idle", running: [] });
    expect(store.getState().results.size).toBe(1);
    expect(asked.slice(-3)).toEqual([`stop ${last().run}`, `remove ${last().run}`, "released"]);
  });

  it("removes a run's files when its result is safe, and not before", async () => {
    const { store, asked, end, settle, fill, last } = bench();
    await store.getState().define(sweep);
    void store.getState().run("auto");
    await settle();
    const { run } = last();
    await end(0.5);
    expect(asked.slice(asked.indexOf("put"), asked.indexOf("put") + 2)).toEqual(["put", `remove ${run}`]);
    fill();
    const { run: second } = last();
    await end(0.6);
    expect(store.getState().fault).toMatchObject({
      code: "resultsNotKept",
      why: { text: expect.stringContaining("the storage is full") },
    });
    expect(asked).not.toContain(`remove ${second}`);
    expect(store.getState().results.size).toBe(2);
  });

  it("keeps a stopped cell where it stands: it goes on from its snapshot", async () => {
    const { store, asked, end, settle, keep, last } = bench();
    await store.getState().define(sweep);
    void store.getState().run("auto");
    await settle();
    await end(0.5);
    const { run } = last();
    const cell = store.getState().running[0]?.cell.id ?? "";
    keep(20);
    store.getState().stop();
    await settle();
    expect(asked).not.toContain(`remove ${run}`);
    expect([...store.getState().begun]).toEqual([[cell, 20]]);
    void store.getState().run("auto");
    await settle();
    expect(last()).toMatchObject({ run, keep: "continue" });
    expect(store.getState().running).toMatchObject([{ step: 20 }]);
  });

  it("takes moved cells first, then the cheapest, when asked to", async () => {
    const { store, end, settle, last } = bench();
    await store.getState().define(sweep);
    const { cells } = store.getState();
    const moved = cells[5];
    if (moved === undefined) throw new Error("no cell");
    store.getState().orderBy("cheapest");
    store.getState().trainFirst([moved.id]);
    void store.getState().run("auto");
    await settle();
    expect(last().experiment).toEqual(moved.experiment);
    await end(0.5);
    // Both runs without forks before any with one.
    expect(placements(last())).toBe("");
    await end(0.5);
    expect(placements(last())).toBe("");
  });

  it("runs the share that was chosen", async () => {
    const { store, end, settle } = bench();
    await store.getState().define({ ...sweep, part: { number: 2, of: 3 } });
    void store.getState().run("auto");
    await settle();
    await end(0.5);
    await end(0.5);
    expect(store.getState().phase).toBe("idle");
    expect([...store.getState().results.keys()]).toEqual([1, 4].map((index) => store.getState().cells[index]?.id));
    store.getState().choosePart(undefined);
    expect(store.getState().results.size).toBe(2);
    expect(store.getState().sweep?.part).toBeUndefined();
  });

  it("measures ten steps of a light and of a heavy run before it says what all take", async () => {
    const { store, asked, settle, tell, step, last, advance } = bench();
    await store.getState().define(sweep);
    void store.getState().calibrate("auto");
    await settle();
    expect(store.getState().phase).toBe("calibrating");
    for (const ms of [3, 9]) {
      expect(last().keep).toBeUndefined();
      advance(500);
      await tell(...Array.from({ length: 10 }, (_, index) => ({ ...step(index + 1), stepMs: ms })));
    }
    expect(store.getState().phase).toBe("ready");
    const { budget } = store.getState();
    expect(budget).toMatchObject({ runs: 6, steps: 240 });
    // Six runs between 3 and 9 ms a step, half a second of preparation each.
    expect(budget?.ms).toBeGreaterThan(6 * (500 + 40 * 3));
    expect(budget?.ms).toBeLessThan(6 * (500 + 40 * 13));
    expect(asked.filter((line) => line.startsWith("stop"))).toHaveLength(2);
    void store.getState().run("auto");
    await settle();
    expect(store.getState().phase).toBe("running");
    expect(store.getState().remainingMs).toBeCloseTo(budget?.ms ?? 0, 0);
  });

  it("keeps a diverged run as a result, and does not try a failed one for ever", async () => {
    const { store, tell, end, settle } = bench();
    await store.getState().define(makeSweep(base, { sites: ["s1b1"], methods: ["dsn"], seeds: [1] }));
    void store.getState().run("auto");
    await settle();
    const divergence = { arm: "A", what: "ce/main", value: "NaN" };
    await tell({ type: "finished", step: 3, reason: "diverged", divergence });
    await tell({ type: "failed", step: 0, error: { code: "worker", message: "out of memory" } });
    expect(store.getState().phase).toBe("idle");
    expect([...store.getState().results.values()].flat().map(({ status, error }) => [status, error])).toEqual([
      ["diverged", "ce/main became NaN"],
      ["failed", "out of memory"],
    ]);
    // Asked again, the failed one alone is trained.
    void store.getState().run("auto");
    await settle();
    await end(0.5);
    expect(store.getState().phase).toBe("idle");
    expect([...store.getState().results.values()].flat()).toHaveLength(3);
  });

  it("keeps the snapshot of a run whose worker broke down", async () => {
    const { store, asked, fault, keep, tell, step, settle, last } = bench();
    await store.getState().define(sweep);
    void store.getState().run("auto");
    await settle();
    await tell(step(12));
    keep(10);
    const { run } = last();
    fault("the worker stopped");
    await settle();
    expect(store.getState()).toMatchObject({ phase: "idle", fault: { code: "told", text: "the worker stopped" } });
    expect(asked).not.toContain(`remove ${run}`);
    void store.getState().run("auto");
    await settle();
    expect(asked.at(-1)).toBe(`start ${run} continue`);
  });

  it("imports several files, tells what it leaves out, and keeps what is new", async () => {
    const source = bench();
    await source.store.getState().define(sweep);
    void source.store.getState().run("auto");
    await source.settle();
    for (let cell = 0; cell < 6; cell += 1) await source.end(0.5);
    const file = (name: string, results: readonly CellResult[]) => ({
      name,
      text: () => Promise.resolve(results.map((result) => JSON.stringify(result)).join("\n")),
    });
    const { store, shelf } = bench();
    await store.getState().define(sweep);
    const strange = source.shelf.slice(0, 1).map((result) => ({ ...result, version: "0" }));
    const unreadable = { name: "gone.jsonl", text: () => Promise.reject(new Error("it is gone")) };
    await store
      .getState()
      .take([
        file("one.jsonl", source.shelf.slice(0, 4)),
        file("two.jsonl", [...source.shelf.slice(2), ...strange]),
        unreadable,
      ]);
    expect(store.getState().results.size).toBe(6);
    expect(shelf).toEqual(source.shelf);
    expect(store.getState().refused).toEqual([
      {
        code: "ofFile",
        file: "two.jsonl",
        why: {
          code: "lines",
          count: 1,
          why: { code: "otherVersion", cell: source.shelf[0]?.cell, want: "1", got: "0" },
        },
      },
      { code: "fileUnread", file: "gone.jsonl", why: { code: "told", text: "it is gone" } },
    ]);
    expect(store.getState().importing).toBeUndefined();
  });

  it("takes a file of results before anything is set up, and the sweep with it", async () => {
    const source = bench();
    await source.store.getState().define({ ...sweep, part: { number: 1, of: 2 } });
    void source.store.getState().run("auto");
    await source.settle();
    for (let cell = 0; cell < 3; cell += 1) await source.end(0.5);
    const lines = source.shelf.map(resultWriter({ ...sweep, part: { number: 1, of: 2 } }));
    const { store } = bench();
    await store.getState().take([new File(lines, "results.jsonl")]);
    expect(store.getState().sweep).toEqual(sweep);
    expect(store.getState().cells).toHaveLength(6);
    expect(store.getState().results.size).toBe(3);
    expect(store.getState().refused).toEqual([]);
  });

  it("says of a file without its sweep what to do first", async () => {
    const { store } = bench();
    await store.getState().take([new File(["{}\n"], "old.jsonl")]);
    expect(store.getState().refused).toEqual([{ code: "ofNoSweep", file: "old.jsonl" }]);
    expect(store.getState().importing).toBeUndefined();
  });

  it("carries results over to a sweep with more seeds", async () => {
    const { store, settle, end, shelf } = bench();
    await store.getState().define(sweep);
    void store.getState().run("auto");
    await settle();
    for (let cell = 0; cell < 6; cell += 1) await end(0.5);
    await store.getState().define({ ...sweep, seeds: [1, 2, 3] });
    expect(store.getState().cells).toHaveLength(9);
    expect(store.getState().results.size).toBe(6);
    expect(new Set(shelf.map((result) => result.sweep)).size).toBe(2);
  });

  it("does not train where it cannot be told whether another tab does", async () => {
    const { store, asked, breakLocks, settle } = bench();
    await store.getState().define(sweep);
    breakLocks();
    void store.getState().run("auto");
    await settle();
    expect(store.getState().fault).toEqual({ code: "tabsUnknown", why: { code: "told", text: "locks are broken" } });
    expect(store.getState().phase).toBe("idle");
    expect(asked.filter((what) => what.startsWith("start"))).toEqual([]);
  });

  it("leaves word while the queue runs, so that the next visit knows that it broke off", async () => {
    const { store, underWay, settle } = bench();
    await store.getState().define(sweep);
    expect(underWay()).toBe("");
    void store.getState().run("auto");
    await settle();
    expect(underWay()).toBe("1");
    store.getState().stop();
    expect(underWay()).toBe("");
  });

  it("shows a sender's results as claims", async () => {
    const { store } = bench();
    await store.getState().define(sweep, `1.${"3z010".repeat(6)}`);
    expect(store.getState().claim?.cells.size).toBe(6);
    expect(store.getState().results.size).toBe(0);
    await store.getState().define(sweep, "nonsense");
    expect(store.getState().claim).toBeUndefined();
    expect(encodeSweep(store.getState().sweep ?? sweep)).toBe(encodeSweep(sweep));
  });
});
