import { describe, expect, it } from "vitest";
import type { ClientUpdate, StartOptions, TrainingClient } from "../client/trainingClient";
import { findPreset, smallData } from "../experiment/presets";
import { builtNetworks } from "../experiment/expansion";
import { learningFields } from "../experiment/fields";
import type { Teachers } from "../protocol/command";
import { initialValues } from "../schema/field";
import { initialWeights } from "../torch/weights";
import type { TrainEvent } from "../protocol/event";
import type { CellResult } from "../sweep/cellResult";
import { expandSweep, type SweepCell } from "../sweep/expandSweep";
import { makeSweep } from "../sweep/sweep";
import { runQueue, type QueueEvent, type QueueOptions } from "./runQueue";
import { createSweepRunner } from "./sweepRunner";

const base = findPreset("smoke")?.experiment ?? smallData;
const cells = expandSweep(makeSweep(base, { sites: ["s1b1"], methods: ["dsn"], seeds: [1, 2] })).slice(0, 3);
const [first, second, third] = cells.map(({ id }) => id);

/** Something that the test lets come about when it likes to. */
function gate() {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

const settle = () => new Promise<void>((resolve) => void setTimeout(resolve));

/** A queue with the real runners; the test says what the workers would, and whether storage and locks do their part. */
function bench(lanes = 1) {
  const started: StartOptions[] = [];
  const stopped: string[] = [];
  /** Runs that have files. */
  const files = new Set<string>();
  const shelf: CellResult[] = [];
  const told: QueueEvent[] = [];
  const queue = new AbortController();
  /** Weights that are at hand. */
  const given = new Map<string, ReadonlyMap<string, Float32Array>>();
  const state = { time: 0, names: 0, held: 0, isPaused: false };
  let say: (update: ClientUpdate) => void = () => undefined;
  /** By run: what its worker tells the page. */
  const workers = new Map<string, (update: ClientUpdate) => void>();
  const nothing = (): void => undefined;
  const createClient = (onUpdate: (update: ClientUpdate) => void): TrainingClient => {
    say = onUpdate;
    return {
      probeMachine: nothing,
      tuneAgain: nothing,
      start(options) {
        started.push(options);
        workers.set(options.run, onUpdate);
        if (options.keep !== undefined) files.add(options.run);
      },
      pause: nothing,
      resume: nothing,
      single: nothing,
      pace: nothing,
      stop: (run) => void stopped.push(run),
      storeRun: () => Promise.resolve(),
      restart: nothing,
      dispose: nothing,
    };
  };
  const services = {
    runners: Array.from({ length: lanes }, () => createSweepRunner(createClient)),
    runs: {
      claim: (): Promise<(() => void) | undefined> => {
        state.held += 1;
        return Promise.resolve(() => void (state.held -= 1));
      },
      newName: (cell: string) => `${cell}-${(state.names += 1)}`,
      read: (run: string): Promise<readonly TrainEvent[]> =>
        files.has(run) ? Promise.resolve([]) : Promise.reject(new Error("it is gone")),
      remove: (run: string) => Promise.resolve(void files.delete(run)),
    },
    weights: (keys: readonly string[]): Promise<Teachers> =>
      Promise.resolve(new Map([...given].filter(([key]) => keys.includes(key)))),
    shelf: { put: (results: readonly CellResult[]) => Promise.resolve(void shelf.push(...results)) },
    now: () => state.time,
  };
  /** Reads the queue to its end, or for as long as the reader wants to. */
  const read = async (
    options: Partial<QueueOptions> = {},
    goesOn: (event: QueueEvent) => boolean = () => true,
    open: readonly SweepCell[] = cells,
  ) => {
    const all = { engine: "auto", sweep: "s", begun: () => undefined, isPaused: () => state.isPaused } as const;
    for await (const event of runQueue(() => open, { ...all, ...options }, services, queue.signal)) {
      told.push(event);
      if (!goesOn(event)) break;
    }
  };
  const run = (): string => started.at(-1)?.run ?? "";
  const tell = async (...events: readonly Partial<TrainEvent>[]): Promise<void> => {
    say({ type: "events", events: events.map((event) => ({ run: run(), ...event }) as TrainEvent) });
    await settle();
  };
  const steps = (from: number, to: number): readonly Partial<TrainEvent>[] =>
    Array.from({ length: to - from + 1 }, (_, index) => ({
      type: "step",
      step: from + index,
      learningRate: 0.1,
      arms: [{ losses: [1], total: 1, accuracy: [0.5] }],
      stepMs: 2,
    }));
  const tellOf = async (of: string, ...events: readonly Partial<TrainEvent>[]): Promise<void> => {
    workers.get(of)?.({ type: "events", events: events.map((event) => ({ run: of, ...event }) as TrainEvent) });
    await settle();
  };
  return {
    queue,
    given,
    state,
    workers,
    tellOf,
    endOf: (of: string) => tellOf(of, ...steps(40, 40), { type: "finished", step: 40, reason: "completed" }),
    services,
    started,
    stopped,
    files,
    shelf,
    told,
    read,
    run,
    tell,
    steps,
    kept: (step: number) => say({ type: "kept", run: run(), step, bytes: 1 }),
    notKept: (message: string) => say({ type: "not-kept", run: run(), error: { code: "storage", message } }),
    breakDown: (message: string) => say({ type: "fault", error: { code: "worker", message } }),
    end: () => tell(...steps(40, 40), { type: "finished", step: 40, reason: "completed" }),
    ends: () => told.flatMap((event) => (event.type === "ended" ? [event] : [])),
    faults: () => told.flatMap((event) => (event.type === "fault" ? [event.fault] : [])),
  };
}

describe("cells that start from weights", () => {
  const key = "0123456789abcdef";
  const arms = base.arms.map((arm) => ({ ...arm, learning: { ...initialValues(learningFields), start: key } }));
  const starting = expandSweep(
    makeSweep(
      { ...base, arms: arms as unknown as typeof base.arms },
      { sites: ["s1b1"], methods: ["dsn"], seeds: [1] },
    ),
  );
  const [plain, forked] = starting;
  const weightsOf = (cell: typeof plain) => {
    const [network] = cell === undefined ? [] : builtNetworks(cell.experiment);
    return network === undefined ? new Map<string, Float32Array>() : initialWeights(network.graph, 1);
  };

  it("get those that are at hand", async () => {
    const { read, given, started, end, faults } = bench();
    given.set(key, weightsOf(plain));
    const reading = read({}, undefined, starting);
    await settle();
    await end();
    await end();
    await reading;
    expect(started.map(({ teachers }) => [...(teachers?.keys() ?? [])])).toEqual([[key], [key]]);
    expect(faults()).toEqual([]);
  });

  it("are not begun without them, nor from those of another network, and the queue says so once", async () => {
    const { read, given, started, faults, state } = bench();
    await read({}, undefined, starting);
    given.set(key, weightsOf(forked));
    await read({}, undefined, starting);
    expect(faults()).toMatchObject([
      { code: "noStart", key },
      { code: "otherStart", key },
    ]);
    expect([started, state.held]).toEqual([[], 0]);
  });

  it("go on without them", async () => {
    const { read, started, files, end, faults } = bench();
    files.add("earlier");
    const begun = (cell: string) => (cell === plain?.id ? { run: "earlier", step: 9 } : undefined);
    const reading = read({ begun }, undefined, starting.slice(0, 1));
    await settle();
    await end();
    await reading;
    expect(started.map(({ run, keep }) => [run, keep])).toEqual([["earlier", "continue"]]);
    expect(faults()).toEqual([]);
  });
});

describe("the queue", () => {
  it("tells how each cell starts, goes on and ends, and leaves a result for each and no files", async () => {
    const { read, told, end, run, tell, steps, kept, shelf, files, state, ends, started } = bench();
    const reading = read();
    await settle();
    const name = run();
    await tell(...steps(1, 3));
    kept(2);
    await settle();
    expect(told).toEqual([
      { type: "started", cell: cells[0], run: name, step: 0 },
      { type: "progress", run: name, step: 3, keptStep: 0 },
      { type: "progress", run: name, step: 3, keptStep: 2 },
    ]);
    state.time = 100;
    for (const _ of cells) await end();
    await reading;
    expect(started.map(({ keep }) => keep)).toEqual(["new", "new", "new"]);
    expect(ends().map(({ result }) => result)).toEqual(shelf);
    expect(shelf.map(({ cell, sweep, status }) => [cell, sweep, status])).toEqual(
      [first, second, third].map((cell) => [cell, "s", "done"]),
    );
    expect(ends()[0]).toMatchObject({ run: name, ms: 100, keptStep: 2 });
    expect(files).toEqual(new Set());
    expect(state.held).toBe(0);
  });

  it("trains a cell in each of its workers, takes the next where one ends, and no cell twice", async () => {
    const { read, told, started, endOf, tellOf, steps, shelf, files, state } = bench(2);
    const reading = read();
    await settle();
    const [one = "", two = ""] = started.map(({ run }) => run);
    expect(told).toEqual([
      { type: "started", cell: cells[0], run: one, step: 0 },
      { type: "started", cell: cells[1], run: two, step: 0 },
    ]);
    await tellOf(one, ...steps(1, 2));
    await tellOf(two, ...steps(1, 5));
    expect(told.slice(2)).toEqual([
      { type: "progress", run: one, step: 2, keptStep: 0 },
      { type: "progress", run: two, step: 5, keptStep: 0 },
    ]);
    await endOf(two);
    expect(started).toHaveLength(3);
    await endOf(started[2]?.run ?? "");
    await endOf(one);
    await reading;
    expect(shelf.map(({ cell }) => cell)).toEqual([second, third, first]);
    expect(started).toHaveLength(3);
    expect(files.size).toBe(0);
    expect(state.held).toBe(0);
  });

  it("ends in all its workers when one of them breaks down, and each run is kept as far as it came", async () => {
    const { read, started, stopped, workers, tellOf, steps, ends, faults, files, state } = bench(2);
    const reading = read();
    await settle();
    const [one = "", two = ""] = started.map(({ run }) => run);
    await tellOf(two, ...steps(1, 8));
    workers.get(two)?.({ type: "kept", run: two, step: 8, bytes: 1 });
    await settle();
    workers.get(one)?.({ type: "fault", error: { code: "worker", message: "it is gone" } });
    await reading;
    expect(started).toHaveLength(2);
    expect(stopped).toEqual([two]);
    expect(ends().map(({ run, end, keptStep }) => [run, end.kind, keptStep])).toEqual([
      [one, "broken", 0],
      [two, "stopped", 8],
    ]);
    expect(faults()).toHaveLength(1);
    expect([...files]).toEqual([two]);
    expect(state.held).toBe(0);
  });

  it("stops all its runs when the signal comes, and when nobody reads on", async () => {
    const ended = bench(2);
    const reading = ended.read();
    await settle();
    ended.queue.abort();
    await reading;
    expect(ended.stopped).toEqual(ended.started.map(({ run }) => run));
    expect(ended.ends().map(({ end }) => end.kind)).toEqual(["stopped", "stopped"]);

    const left = bench(2);
    const looking = left.read({}, ({ type }) => type !== "progress");
    await settle();
    await left.tellOf(left.started[1]?.run ?? "", ...left.steps(1, 1));
    await looking;
    await settle();
    expect(left.stopped.toSorted()).toEqual(left.started.map(({ run }) => run).toSorted());
    expect(left.started).toHaveLength(2);
    expect(left.state.held).toBe(0);
  });

  it("starts nothing when it is ended while the lock is waited for, and gives the lock back", async () => {
    const { read, queue, services, state, told, started } = bench();
    const { passed, open } = gate();
    const { claim } = services.runs;
    services.runs.claim = () => passed.then(claim);
    const asked: string[] = [];
    services.runs.read = (run) => Promise.resolve(void asked.push(run)).then(() => []);
    const reading = read({ begun: () => ({ run: "broken", step: 20 }) });
    queue.abort();
    open();
    await reading;
    expect(asked).toEqual([]);
    expect(told).toEqual([]);
    expect(started).toEqual([]);
    expect(state.held).toBe(0);
  });

  it("starts nothing when it is ended while what an earlier visit kept is read, which stays", async () => {
    const { read, queue, services, files, told, started } = bench();
    const { passed, open } = gate();
    files.add("broken");
    services.runs.read = () => passed.then(() => []);
    const reading = read({ begun: () => ({ run: "broken", step: 20 }) });
    await settle();
    queue.abort();
    open();
    await reading;
    expect(told).toEqual([]);
    expect(started).toEqual([]);
    expect(files).toEqual(new Set(["broken"]));
  });

  it("starts nothing when whoever hears of a cell ends it", async () => {
    const { read, queue, started, told, state } = bench();
    await read({}, () => (queue.abort(), true));
    expect(told.map(({ type }) => type)).toEqual(["started"]);
    expect(started).toEqual([]);
    expect(state.held).toBe(0);
  });

  it("keeps the files of a run that is stopped after a snapshot", async () => {
    const { read, queue, tell, steps, kept, run, files, stopped, ends, shelf, started, state } = bench();
    const reading = read();
    await settle();
    await tell(...steps(1, 25));
    // The snapshot and the signal in one turn: it counts all the same.
    kept(20);
    queue.abort();
    await reading;
    expect(stopped).toEqual([run()]);
    expect(ends()).toMatchObject([{ end: { kind: "stopped" }, keptStep: 20, result: undefined }]);
    expect(files).toEqual(new Set([run()]));
    expect(shelf).toEqual([]);
    expect(started).toHaveLength(1);
    expect(state.held).toBe(0);
  });

  it("removes the files of a run that is stopped before its first snapshot", async () => {
    const { read, queue, tell, steps, files, ends } = bench();
    const reading = read();
    await settle();
    await tell(...steps(1, 4));
    queue.abort();
    await reading;
    expect(ends()).toMatchObject([{ end: { kind: "stopped" }, keptStep: 0 }]);
    expect(files).toEqual(new Set());
  });

  it("makes a result safe that is on its way when the signal comes, and then removes its files", async () => {
    const { read, queue, services, end, run, files, shelf, started, state } = bench();
    const { passed, open } = gate();
    const { put } = services.shelf;
    services.shelf.put = (results) => passed.then(() => put(results));
    const reading = read();
    await settle();
    await end();
    expect(files).toEqual(new Set([run()]));
    queue.abort();
    await settle();
    expect(files).toEqual(new Set([run()]));
    expect(state.held).toBe(1);
    open();
    await reading;
    expect(shelf.map(({ cell }) => cell)).toEqual([first]);
    expect(files).toEqual(new Set());
    expect(started).toHaveLength(1);
    expect(state.held).toBe(0);
  });

  it("leaves a run's files when its result finds no room, and goes on", async () => {
    const { read, services, end, run, files, faults, started, queue } = bench();
    services.shelf.put = () => Promise.reject(new DOMException("the quota is used up", "QuotaExceededError"));
    const reading = read();
    await settle();
    const name = run();
    await end();
    expect(faults()).toEqual([{ code: "resultsNotKept", why: { code: "told", text: "the quota is used up" } }]);
    expect(files).toContain(name);
    expect(started.map(({ experiment }) => experiment)).toEqual(cells.slice(0, 2).map(({ experiment }) => experiment));
    queue.abort();
    await reading;
    expect(files).toEqual(new Set([name]));
  });

  it("trains nothing while another tab does", async () => {
    const { read, services, told, started } = bench();
    services.runs.claim = () => Promise.resolve(undefined);
    await read();
    expect(told).toEqual([{ type: "fault", fault: { code: "otherTab" } }]);
    expect(started).toEqual([]);
  });

  it("goes on with what an earlier visit kept, and begins anew what another tab has taken since", async () => {
    const { read, files, told, end, started, ends, queue } = bench();
    files.add("kept");
    const begun = (cell: string) =>
      cell === first ? { run: "kept", step: 20 } : cell === second ? { run: "taken", step: 30 } : undefined;
    const reading = read({ begun });
    await settle();
    await end();
    queue.abort();
    await reading;
    expect(started.map(({ run, keep }) => [run, keep])).toEqual([
      ["kept", "continue"],
      [`${second}-1`, "new"],
    ]);
    expect(told.flatMap((event) => (event.type === "started" ? [event.step] : []))).toEqual([20, 0]);
    // It says nothing of how long a whole run takes.
    expect(ends()[0]?.ms).toBeUndefined();
  });

  it("goes on after a run that failed, and tries it once", async () => {
    const { read, tell, end, ends, shelf, state } = bench();
    const reading = read();
    await settle();
    await tell({ type: "failed", step: 0, error: { code: "worker", message: "out of memory" } });
    state.isPaused = true;
    await end();
    state.isPaused = false;
    await end();
    await reading;
    expect(shelf.map(({ cell, status }) => [cell, status])).toEqual([
      [first, "failed"],
      [second, "done"],
      [third, "done"],
    ]);
    // A run that was paused says nothing of how long one takes.
    expect(ends().map(({ ms }) => ms)).toEqual([0, undefined, 0]);
  });

  it("ends when the worker breaks down, and keeps what the run can go on from", async () => {
    const { read, tell, steps, kept, run, breakDown, files, ends, faults, shelf, started, state } = bench();
    const reading = read();
    await settle();
    await tell(...steps(1, 12));
    kept(10);
    breakDown("the worker stopped");
    await reading;
    expect(ends()).toMatchObject([{ end: { kind: "broken" }, keptStep: 10 }]);
    expect(faults()).toEqual([{ code: "told", text: "the worker stopped" }]);
    expect(files).toEqual(new Set([run()]));
    expect(shelf).toEqual([]);
    expect(started).toHaveLength(1);
    expect(state.held).toBe(0);
  });

  it("tells all of a run before its end, though it ends in the same turn", async () => {
    const { read, notKept, end, queue, told } = bench();
    const reading = read();
    await settle();
    notKept("the disk is full");
    const ending = end();
    queue.abort();
    await ending;
    await reading;
    expect(told.map(({ type }) => type)).toEqual(["started", "fault", "progress", "ended"]);
    expect(told[1]).toMatchObject({
      fault: { code: "cellNotKept", why: { code: "told", text: "the disk is full" } },
    });
    // It ended before the signal came.
    expect(told[3]).toMatchObject({ end: { kind: "ended" }, result: { status: "done" } });
  });

  it("stops each run at the limit of a measurement, and keeps nothing", async () => {
    const { read, tell, steps, stopped, started, files, shelf, ends, state } = bench();
    const reading = read({ limit: 10, begun: () => ({ run: "broken", step: 20 }) });
    await settle();
    for (const _ of cells) {
      state.time += 500;
      await tell(...steps(1, 4));
      state.time += 70;
      await tell(...steps(5, 9));
      expect(stopped).toHaveLength(started.length - 1);
      await tell(...steps(10, 10));
    }
    await reading;
    expect(stopped).toEqual(started.map(({ run }) => run));
    expect(started.map(({ keep }) => keep)).toEqual([undefined, undefined, undefined]);
    expect(ends()).toMatchObject(cells.map(() => ({ end: { kind: "stopped" }, prepareMs: 500, ms: 570 })));
    expect(ends().map(({ end, result }) => [end.kind !== "broken" && end.events.length, result])).toEqual(
      cells.map(() => [10, undefined]),
    );
    expect(files).toEqual(new Set());
    expect(shelf).toEqual([]);
    expect(state.held).toBe(0);
  });

  it("stops its run and gives the lock back when nobody reads on", async () => {
    const { read, tell, steps, run, stopped, state } = bench();
    const reading = read({}, ({ type }) => type !== "progress");
    await settle();
    await tell(...steps(1, 1));
    await reading;
    expect(stopped).toEqual([run()]);
    expect(state.held).toBe(0);
  });
});
