import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { after } from "../tasks/after";
import { datasets } from "../catalog/datasets";
import type { Experiment } from "../experiment/experiment";
import { dsnArm, findPreset, smallData } from "../experiment/presets";
import type { Command, WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { parseWorkerMessage } from "../protocol/guards";
import type { TuningTable } from "../protocol/tuningSchema";
import { initialValues } from "../schema/field";
import { createOpfsRunStore } from "../storage/runWriter";
import { createMemoryFiles, type MemoryFiles } from "../storage/testing/memoryFiles";
import { createSession, type SessionEnvironment } from "./session";
import { createCountingEngine, type CountingEngine } from "../engine/testing/countingEngine";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const experiment: Experiment = {
  ...smoke,
  backbone: { kind: "resnet", depth: 8, width: 2, shortcut: "A", block: "basic" },
  dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 8, test: 4 },
  training: { ...smoke.training, budget: 8, batchSize: 2 },
  measure: { ...smoke.measure, evaluateEvery: 3, evaluateImages: 4, probeEvery: 4 },
  arms: [dsnArm("s1b1")],
};

type Start = Extract<Command, { type: "start" }>;
type OfType<T> = Extract<TrainEvent, { type: T }>;

let files: MemoryFiles;
beforeEach(() => {
  files = createMemoryFiles();
  vi.stubGlobal("navigator", { locks: files.locks });
});
afterEach(() => vi.unstubAllGlobals());

/** A session as the worker has it, over an engine that counts and files in memory, and what it said. */
class Talk {
  readonly said: WorkerMessage[] = [];
  readonly engines: CountingEngine[] = [];
  /** Asked before an engine is opened. */
  opens: () => CountingEngine = createCountingEngine;
  #heard: () => void = () => undefined;
  readonly #session;

  constructor(environment: Partial<SessionEnvironment> = {}) {
    this.#session = createSession({
      post: (message) => {
        this.said.push(parseWorkerMessage(structuredClone(message)));
        this.onMessage(message);
        this.#heard();
      },
      now: () => 0,
      after,
      openEngine: () => {
        const engine = this.opens();
        this.engines.push(engine);
        return Promise.resolve(engine);
      },
      ...environment,
    });
  }

  onMessage: (message: WorkerMessage) => void = () => undefined;

  start(run: string, options: Partial<Start> = {}): void {
    this.#session.handle({ type: "start", run, experiment, engine: "auto", ...options });
  }

  say(type: "pause" | "resume" | "stop" | "single", run: string): void {
    this.#session.handle({ type, run });
  }

  handle(command: Command): void {
    this.#session.handle(command);
  }

  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  events(run: string): TrainEvent[] {
    return this.said.flatMap((message) =>
      message.type === "events" ? message.events.filter((event) => event.run === run) : [],
    );
  }

  ofType<T extends TrainEvent["type"]>(run: string, type: T): OfType<T>[] {
    return this.events(run).filter((event): event is OfType<T> => event.type === type);
  }

  messages<T extends WorkerMessage["type"]>(type: T): Extract<WorkerMessage, { type: T }>[] {
    return this.said.filter((message): message is Extract<WorkerMessage, { type: T }> => message.type === type);
  }

  /** The run's last event, and everything that is said after it at once. */
  async end(run: string): Promise<TrainEvent> {
    const last = await this.until(() => this.events(run).find(({ type }) => type === "finished" || type === "failed"));
    await settled();
    return last;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const stored = () => createOpfsRunStore(() => Promise.resolve(files.root));
const steps = (events: readonly TrainEvent[]): number[] =>
  events.flatMap((event) => (event.type === "step" ? [event.step] : []));
/** What must be the same however a run came about: measurements, without times. */
const numbers = (events: readonly TrainEvent[]): unknown[] =>
  events
    .filter(({ type }) => type === "step" || type === "evaluation" || type === "probe")
    .map((event) => ({ ...event, run: "", stepMs: 0, probeMs: 0 }));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** The same experiment, trained alone from beginning to end. */
async function reference(): Promise<unknown[]> {
  const talk = new Talk();
  talk.start("reference");
  await talk.end("reference");
  return numbers(talk.events("reference"));
}

describe("a run", () => {
  it("is told from its preparation to its one end, and a second one has the engine at once", async () => {
    const talk = new Talk();
    talk.start("one");
    expect(await talk.end("one")).toMatchObject({ type: "finished", reason: "completed", step: 8 });
    const events = talk.events("one");
    expect(events[0]).toMatchObject({ type: "preparing", what: "engine" });
    expect(steps(events)).toEqual(upTo(8));
    expect(talk.ofType("one", "evaluation").map(({ step, final }) => [step, final])).toEqual([
      [3, false],
      [6, false],
      [8, true],
    ]);
    expect(events.filter(({ type }) => type === "finished" || type === "restarted")).toHaveLength(1);
    expect(talk.messages("snapshot")).toEqual([]);
    talk.start("two");
    await talk.end("two");
    expect(numbers(talk.events("two"))).toEqual(numbers(events));
    expect(talk.engines).toHaveLength(1);
  });

  it("that nobody keeps tells its states to whoever asks for them", async () => {
    const talk = new Talk();
    talk.start("one", { snapshotEvery: 3 });
    await talk.end("one");
    expect(talk.messages("snapshot").map(({ snapshot }) => snapshot.step)).toEqual([3, 6, 8]);
    const state = talk.messages("snapshot")[0]?.snapshot;
    talk.start("two", state === undefined ? {} : { resumeFrom: state });
    await talk.end("two");
    expect(steps(talk.events("two"))).toEqual([4, 5, 6, 7, 8]);
    expect(talk.ofType("two", "step").at(-1)?.arms).toEqual(talk.ofType("one", "step").at(-1)?.arms);
  });

  it("fails as an event where no engine opens, and the next one is tried anew", async () => {
    const talk = new Talk();
    talk.opens = () => {
      throw new Error("no engine works here");
    };
    talk.start("one");
    expect(await talk.end("one")).toMatchObject({ type: "failed", error: { message: "no engine works here" } });
    talk.opens = createCountingEngine;
    talk.start("two");
    expect(await talk.end("two")).toMatchObject({ type: "finished", reason: "completed" });
  });

  it("goes on from its last state on another engine when the device is lost", async () => {
    const talk = new Talk();
    talk.onMessage = () => {
      if (talk.engines.length > 1 || steps(talk.events("one")).at(-1) !== 6) return;
      talk.engines[0]?.lose(Object.assign(new Error("the device was lost"), { code: "device-lost" }));
    };
    talk.start("one", { snapshotEvery: 4, tellEvery: 0 });
    expect(await talk.end("one")).toMatchObject({ type: "finished", reason: "completed" });
    const [restarted] = talk.ofType("one", "restarted");
    expect(restarted).toMatchObject({ step: 4, error: { code: "device-lost" } });
    expect(talk.engines.map(({ disposed }) => disposed)).toEqual([true, false]);
    const at = talk.events("one").findIndex(({ type }) => type === "restarted");
    expect(steps(talk.events("one").slice(at))).toEqual([5, 6, 7, 8]);
    // The probe of step 4 was told before; it is measured once more and not told.
    expect(talk.ofType("one", "probe").map(({ step }) => step)).toEqual([0, 4]);
  });
});

describe("a run that is driven", () => {
  it("stands still and takes single steps without changing a number", async () => {
    const talk = new Talk();
    talk.start("one", { paused: true });
    const pauses = (count: number) =>
      talk.until(() => (talk.ofType("one", "paused").length === count ? true : undefined));
    await pauses(1);
    await settled();
    expect(steps(talk.events("one"))).toEqual([]);
    for (const count of [1, 2]) {
      talk.say("single", "one");
      await pauses(count + 1);
      await settled();
      expect(steps(talk.events("one"))).toEqual(upTo(count));
    }
    talk.say("resume", "one");
    await talk.end("one");
    expect(numbers(talk.events("one"))).toEqual(await reference());
  });

  it("ends when it is stopped while paused, without going on first", async () => {
    const talk = new Talk();
    talk.start("one", { paused: true });
    await talk.until(() => talk.ofType("one", "paused")[0]);
    talk.say("stop", "one");
    expect(await talk.end("one")).toMatchObject({ type: "finished", reason: "stopped", step: 0 });
    expect(talk.ofType("one", "resumed")).toEqual([]);
    // Everything that is said to it now comes too late.
    for (const type of ["resume", "single", "pause", "stop"] as const) talk.say(type, "one");
    await settled();
    expect(talk.events("one").at(-1)?.type).toBe("finished");
  });

  it("ends when another one is started, which begins after it and hears nothing that is said to it", async () => {
    const talk = new Talk();
    talk.start("one", { paused: true });
    await talk.until(() => talk.ofType("one", "paused")[0]);
    talk.start("two");
    talk.say("pause", "one");
    await talk.end("two");
    const order = talk.said.flatMap((message) => (message.type === "events" ? message.events : []));
    const ended = order.findIndex(({ run, type }) => run === "one" && type === "finished");
    expect(order[ended]).toMatchObject({ reason: "stopped" });
    expect(order.findIndex(({ run }) => run === "two")).toBeGreaterThan(ended);
    expect(order.slice(ended + 1).every(({ run }) => run === "two")).toBe(true);
    expect(talk.ofType("two", "paused")).toEqual([]);
    expect(numbers(talk.events("two"))).toEqual(await reference());
  });

  it("that was replaced before it began ends without a step", async () => {
    const talk = new Talk();
    for (const run of ["one", "two", "three"]) talk.start(run);
    await talk.end("three");
    for (const run of ["one", "two"]) {
      expect(talk.events(run).at(-1)).toMatchObject({ type: "finished", reason: "stopped", step: 0 });
      expect(steps(talk.events(run))).toEqual([]);
    }
    expect(steps(talk.events("three"))).toEqual(upTo(8));
  });
});

describe("a run that is kept", () => {
  it("is on disk before it is told", async () => {
    const talk = new Talk({ runs: stored() });
    const log = (): string => new TextDecoder().decode(files.read("runs/one/events.log"));
    talk.onMessage = (message) => {
      if (message.type !== "events") return;
      for (const { type, step } of message.events) expect(log()).toContain(`"step":${step},"type":"${type}"`);
    };
    talk.start("one", { keep: "new", snapshotEvery: 3 });
    await talk.end("one");
    // The weights are hashed on another thread, in its own time.
    await talk.until(() => talk.messages("kept").find(({ weights }) => weights !== undefined));
    const kept = talk.messages("kept").map(({ step, weights }) => [step, weights?.length]);
    expect(kept).toEqual([
      [3, undefined],
      [6, undefined],
      [8, undefined],
      [8, 1],
    ]);
    const { events } = await stored().read("one");
    expect(events).toEqual(talk.events("one"));
    expect(talk.messages("snapshot")).toEqual([]);
  });

  it("is continued from its last state with the numbers that it would have had", async () => {
    const first = new Talk({ runs: stored() });
    first.start("one", { keep: "new", snapshotEvery: 3, stopAt: 7 });
    await first.end("one");
    const second = new Talk({ runs: stored() });
    second.start("one", { keep: "continue", snapshotEvery: 3 });
    expect(await second.end("one")).toMatchObject({ type: "finished", reason: "completed" });
    expect(second.events("one")[0]).toMatchObject({ type: "restarted", step: 7, error: { code: "continued" } });
    expect(steps(second.events("one"))).toEqual([8]);
    const { events } = await stored().read("one");
    const last = events.findLastIndex(({ type }) => type === "restarted");
    const whole = [...events.slice(0, last), ...events.slice(last + 1)];
    // The evaluation at the end of the first part is its own.
    const isOwn = (event: TrainEvent): boolean => event.type === "evaluation" && event.final && event.step === 7;
    expect(numbers(whole.filter((event) => !isOwn(event)))).toEqual(await reference());
  });

  it("trains all the same where its files do not open, which is told with the browser's reason", async () => {
    files.refuse("runs/one/snapshot.b");
    const talk = new Talk({ runs: stored() });
    talk.start("one", { keep: "new", snapshotEvery: 4 });
    expect(await talk.end("one")).toMatchObject({ type: "finished", reason: "completed" });
    expect(talk.messages("not-kept")).toEqual([
      {
        type: "not-kept",
        run: "one",
        error: expect.objectContaining({
          fault: { code: "storage", trouble: "blocked", told: "access was denied" },
        }),
      },
    ]);
    expect(talk.said[0]?.type).toBe("not-kept");
    expect(numbers(talk.events("one"))).toEqual(await reference());
    // Nobody keeps its states: they are told.
    expect(talk.messages("snapshot").map(({ snapshot }) => snapshot.step)).toEqual([4, 8]);
  });

  it("does not begin anew where it was to be continued and its files do not open", async () => {
    const runs = stored();
    const first = new Talk({ runs });
    first.start("one", { keep: "new", snapshotEvery: 3, stopAt: 4 });
    await first.end("one");
    files.refuse("runs/one/snapshot.b");
    const talk = new Talk({ runs });
    talk.start("one", { keep: "continue" });
    expect(await talk.end("one")).toMatchObject({ type: "failed", error: { message: "access was denied" } });
    expect(talk.events("one")).toHaveLength(1);
    expect(talk.engines).toEqual([]);
    files.refuse(undefined);
    const again = new Talk({ runs });
    again.start("one", { keep: "continue" });
    expect(await again.end("one")).toMatchObject({ type: "finished", reason: "completed" });
    expect(steps(again.events("one"))).toEqual([5, 6, 7, 8]);
  });

  it("goes on unkept when the storage is full, and can be continued from what was kept", async () => {
    const talk = new Talk({ runs: stored() });
    talk.onMessage = (message) => {
      if (message.type === "kept" && message.step === 3) files.quota = message.bytes + 10;
    };
    talk.start("one", { keep: "new", snapshotEvery: 3 });
    expect(await talk.end("one")).toMatchObject({ type: "finished", reason: "completed" });
    const [notKept, ...more] = talk.messages("not-kept");
    expect(notKept?.error.fault).toMatchObject({ code: "cutShort" });
    expect(more).toEqual([]);
    expect(talk.messages("kept").map(({ step }) => step)).toEqual([3]);
    expect(numbers(talk.events("one"))).toEqual(await reference());
    files.quota = Infinity;
    const again = new Talk({ runs: stored() });
    again.start("one", { keep: "continue" });
    await again.end("one");
    expect(again.ofType("one", "restarted")).toMatchObject([{ step: 3, error: { code: "continued" } }]);
    expect(steps(again.events("one"))).toEqual([4, 5, 6, 7, 8]);
  });

  it("that came from a file is written, or the reason is told", async () => {
    const talk = new Talk({ runs: stored() });
    talk.handle({ type: "store", run: "file", log: new Uint8Array() });
    await talk.until(() => talk.messages("stored")[0]);
    files.quota = 0;
    talk.handle({ type: "store", run: "file", log: new Uint8Array(9) });
    const answered = await talk.until(() => talk.messages("stored")[1]);
    expect(talk.messages("stored")[0]).toEqual({ type: "stored", run: "file" });
    expect(answered.error?.fault).toEqual({ code: "cutShort", written: 0, bytes: 9 });
    const bare = new Talk();
    bare.handle({ type: "store", run: "file", log: new Uint8Array() });
    expect((await bare.until(() => bare.messages("stored")[0])).error?.fault?.code).toBe("keepsNoRunsHere");
  });
});

describe("a run that branches off", () => {
  /** Another experiment that is the same up to step 5. */
  const cut: Experiment = { ...experiment, training: { ...experiment.training, cuts: [5] } };

  it("goes on from the newest state of the run before that is held, and begins with what led there", async () => {
    const talk = new Talk();
    talk.start("one", { snapshotEvery: 4 });
    await talk.end("one");
    talk.start("two", { experiment: cut, branchOf: { run: "one", step: 5 } });
    await talk.end("two");
    const events = talk.events("two");
    const at = events.findIndex(({ type }) => type === "restarted");
    expect(events[at]).toMatchObject({ step: 4, error: { code: "branched" } });
    expect(numbers(events.slice(0, at))).toEqual(numbers(talk.events("one").filter(({ step }) => step <= 4)));
    expect(steps(events)).toEqual(upTo(8));
    // The probe at step 4 stands in what led there.
    expect(talk.ofType("two", "probe").map(({ step }) => step)).toEqual([0, 4]);
    expect(talk.ofType("two", "step")[6]?.learningRate).toBeLessThan(talk.ofType("one", "step")[6]?.learningRate ?? 0);
  });

  it("does the same from the files of a run that is no longer in memory", async () => {
    const first = new Talk({ runs: stored() });
    first.start("one", { keep: "new", snapshotEvery: 2 });
    await first.end("one");
    const talk = new Talk({ runs: stored() });
    talk.start("two", { experiment: cut, branchOf: { run: "one", step: 6 }, keep: "new", snapshotEvery: 2 });
    await talk.end("two");
    expect(talk.ofType("two", "restarted")).toMatchObject([{ step: 6, error: { code: "branched" } }]);
    // What led there is its own now, also on disk.
    const { events } = await stored().read("two");
    expect(steps(events)).toEqual(upTo(8));
  });

  it("begins anew, and says so, where no state at or before the step is held", async () => {
    const talk = new Talk();
    talk.start("one", { snapshotEvery: 6 });
    await talk.end("one");
    talk.start("two", { experiment: cut, branchOf: { run: "one", step: 5 } });
    await talk.end("two");
    expect(talk.events("two")[0]).toMatchObject({
      type: "restarted",
      step: 0,
      error: { code: "anew", fault: { code: "anew", step: 5 } },
    });
    expect(steps(talk.events("two"))).toEqual(upTo(8));
    // The run before it is "two" now: of "one" nothing is held any more.
    talk.start("three", { branchOf: { run: "one", step: 7 } });
    await talk.end("three");
    expect(talk.ofType("three", "restarted")).toMatchObject([{ step: 0, error: { code: "anew" } }]);
  });

  it("still finds the states of the last run that began, whatever did not open in between", async () => {
    const talk = new Talk({ runs: stored() });
    talk.start("one", { snapshotEvery: 4 });
    await talk.end("one");
    files.refuse("runs/gone/events.log");
    talk.start("gone", { keep: "continue" });
    await talk.end("gone");
    talk.start("two", { branchOf: { run: "one", step: 5 } });
    await talk.end("two");
    expect(talk.ofType("two", "restarted")).toMatchObject([{ step: 4, error: { code: "branched" } }]);
  });
});

describe("the machine", () => {
  it("is looked at after the run that is under way, with the engine that runs then use", async () => {
    const talk = new Talk();
    talk.start("one");
    talk.handle({ type: "probe-machine" });
    const found = await talk.until(() => talk.messages("capabilities")[0]);
    expect(found.capabilities.choices).toEqual(["auto", "wasm", "tfjs-cpu"]);
    expect(talk.events("one").at(-1)?.type).toBe("finished");
    expect(talk.engines).toHaveLength(1);
  });

  it("has kernels that were chosen before, and are told again once a run has begun with them", async () => {
    const talk = new Talk();
    const table = { machine: "m", shapes: { "3x3": { variant: "p4", ms: {} } } };
    const heard: unknown[] = [];
    let known: TuningTable = { machine: "m", shapes: {} };
    const recall = (given: TuningTable): void => {
      heard.push(given);
      known = given;
    };
    const tuning = {
      get table() {
        return known;
      },
      recall,
      forget: () => void heard.push("forget"),
    };
    talk.opens = () => ({ ...createCountingEngine(), tuning });
    talk.start("one");
    await talk.end("one");
    expect(talk.messages("tuned")).toEqual([]);
    talk.start("two", { tuned: table });
    await talk.end("two");
    expect(talk.messages("tuned")).toEqual([{ type: "tuned", table }]);
    talk.start("three", { tuneAgain: true, tuned: null });
    await talk.end("three");
    expect(heard).toEqual([table, "forget"]);
  });

  it("that cannot be looked at is told as a fault of no run", async () => {
    const talk = new Talk();
    talk.opens = () => {
      throw Object.assign(new Error("no engine works here"), { code: "engine" });
    };
    talk.handle({ type: "probe-machine" });
    const fault = await talk.until(() => talk.messages("error")[0]);
    expect(fault).toEqual({ type: "error", error: { code: "engine", message: "no engine works here" } });
  });
});
