import { describe, expect, it } from "vitest";
import { smallData } from "../experiment/presets";
import type { Command, WorkerMessage } from "../protocol/command";
import { createTrainingClient, type ClientUpdate, type WorkerPort } from "./trainingClient";

function bench(kept: string | null = null, tellEvery?: number) {
  const sent: Command[] = [];
  const updates: ClientUpdate[] = [];
  const timers: (() => void)[] = [];
  const speakers: ((data: unknown) => void)[] = [];
  let speak: (data: unknown) => void = () => undefined;
  let fail: (message: string) => void = () => undefined;
  let workers = 0;
  let refuse = false;
  let engineTrials = kept;
  let tuning: string | null = null;
  const client = createTrainingClient({
    ...(tellEvery === undefined ? {} : { tellEvery }),
    engineTrials: { read: () => engineTrials, write: (text) => void (engineTrials = text) },
    tuning: { read: () => tuning, write: (text) => void (tuning = text) },
    createWorker(): WorkerPort {
      if (refuse) throw new Error("blocked");
      workers += 1;
      return {
        postMessage: (command) => sent.push(command),
        terminate: () => undefined,
        listen(onMessage, onError) {
          speak = onMessage;
          speakers.push(onMessage);
          fail = onError;
        },
      };
    },
    parse(data) {
      if (typeof data !== "object" || data === null) throw new Error("not a message");
      return data as WorkerMessage;
    },
    onUpdate: (update) => updates.push(update),
    after(_ms, callback) {
      timers.push(callback);
      return () => {
        const at = timers.indexOf(callback);
        if (at >= 0) timers.splice(at, 1);
      };
    },
  });
  /** Lets the time of every timer that is waiting pass. */
  const pass = (times = 1): void => {
    for (let time = 0; time < times; time += 1) for (const timer of timers.splice(0)) timer();
  };
  return {
    client,
    sent,
    updates,
    timers,
    pass,
    speakers,
    say: (data: unknown) => speak(data),
    crash: (message: string) => fail(message),
    kept: () => engineTrials,
    workers: () => workers,
    refuse: () => (refuse = true),
  };
}

const run = (name: string) => ({ run: name, experiment: smallData, engine: "auto" as const, paused: false });
const stepped = (run: string, step: number) => ({ type: "events", events: [{ run, step, type: "resumed" }] });
const finished = (run: string) => ({ type: "events", events: [{ run, step: 9, type: "finished", reason: "stopped" }] });
const started = (run: string, backend: string) => ({
  type: "events",
  events: [{ run, step: 0, type: "started", engine: { engine: "tfjs", backend, adapter: "" } }],
});
const paused = (step: number) => ({ type: "events", events: [{ run: "r", step, type: "paused" }] });

describe("the training client", () => {
  it("starts the worker with the first command and keeps it", () => {
    const { client, sent, workers } = bench();
    client.probeMachine();
    client.start({ run: "r", experiment: smallData, engine: "auto", paused: false });
    client.pause("r");
    expect(workers()).toBe(1);
    expect(sent.map(({ type }) => type)).toEqual(["probe-machine", "start", "pause"]);
  });

  it("hands over the events of a message at once, in order, those of unknown runs left out", () => {
    const { client, updates, say } = bench();
    client.start(run("r"));
    say({ type: "events", events: [1, 2].flatMap((at) => paused(at).events) });
    say(stepped("s", 2));
    say(paused(3));
    expect(updates).toMatchObject([
      { type: "events", events: [{ step: 1 }, { step: 2 }] },
      { type: "events", events: [{ step: 3 }] },
    ]);
  });

  it("asks the worker to tell as seldom as the page wants to hear", () => {
    const often = bench();
    often.client.start(run("r"));
    expect(often.sent[0]).not.toHaveProperty("tellEvery");
    const seldom = bench(null, 1000);
    seldom.client.start(run("r"));
    expect(seldom.sent[0]).toMatchObject({ type: "start", tellEvery: 1000 });
  });

  it("tells of a worker that fails, with what to do, and starts another one next time", () => {
    const { client, updates, crash, workers } = bench();
    client.probeMachine();
    crash("script error");
    expect(updates).toMatchObject([
      { type: "fault", error: { code: "worker", fault: { code: "workerStopped", told: "script error" } } },
    ]);
    client.probeMachine();
    expect(workers()).toBe(2);
  });

  it("tells of a worker that never answers, and starts another one then", () => {
    const { client, updates, pass, workers } = bench();
    client.probeMachine();
    pass(5);
    expect(updates).toEqual([]);
    pass();
    expect(updates).toMatchObject([{ type: "fault", error: { fault: { code: "workerSilent", seconds: 60 } } }]);
    client.probeMachine();
    expect(workers()).toBe(2);
  });

  it("notices a worker that falls silent in mid-run, but not one that is slow, paused or done", () => {
    const { client, updates, pass, say, timers } = bench();
    const faults = () => updates.filter(({ type }) => type === "fault").length;
    client.start(run("r"));
    for (let step = 1; step < 30; step += 1) {
      pass(5);
      say(step % 2 === 0 ? { type: "alive" } : stepped("r", step));
    }
    expect(faults()).toBe(0);
    say(paused(30));
    expect(timers).toEqual([]);
    client.resume("r");
    pass(6);
    expect(faults()).toBe(1);

    client.start(run("s"));
    say(started("s", "cpu"));
    pass(59);
    expect(faults()).toBe(1);
    say(finished("s"));
    expect(timers).toEqual([]);
  });

  it("passes on that the graphics device is silent, of a run that is to go forward", () => {
    const { client, updates, say } = bench();
    const silent = (run: string) => ({ type: "silent", run, seconds: 35 });
    client.start(run("r"));
    say(silent("r"));
    say(silent("another"));
    say(paused(3));
    say(silent("r"));
    client.resume("r");
    client.stop("r");
    say(silent("r"));
    expect(updates.filter(({ type }) => type === "silent")).toEqual([silent("r")]);
  });

  it("lets no run wait behind one that hangs: the next one gets a new worker, and is told to it anew", () => {
    const { client, updates, pass, say, sent, workers } = bench();
    client.start(run("hangs"));
    say(stepped("hangs", 1));
    client.stop("hangs");
    client.start(run("next"));
    client.pause("next");
    expect(workers()).toBe(1);
    sent.length = 0;
    pass();
    expect(workers()).toBe(2);
    expect(sent).toMatchObject([
      { type: "start", run: "next" },
      { type: "pause", run: "next" },
    ]);
    expect(updates.filter(({ type }) => type === "fault")).toEqual([]);
  });

  it("keeps the worker of a run that stops in time", () => {
    const { client, pass, say, workers } = bench();
    client.start(run("r"));
    client.stop("r");
    say(finished("r"));
    client.start(run("s"));
    pass();
    say({ type: "alive" });
    expect(workers()).toBe(1);
  });

  it("hears nothing more of a worker that was given up, nor of a run at fault, which is told to stop", () => {
    const { client, updates, say, sent, speakers } = bench();
    client.start(run("r"));
    say({ type: "error", run: "r", error: { code: "x", message: "broken" } });
    expect(updates).toMatchObject([{ type: "fault", runs: ["r"], error: { message: "broken" } }]);
    expect(sent.at(-1)).toEqual({ type: "stop", run: "r" });
    say(stepped("r", 2));
    client.restart();
    client.start(run("s"));
    speakers[0]?.(stepped("s", 1));
    expect(updates).toHaveLength(1);
    say({ type: "error", error: { code: "no-engine", message: "no engine works here" } });
    expect(updates.at(-1)).toMatchObject({ type: "fault", runs: [] });
  });

  it("answers everyone who stores the same run", async () => {
    const { client, say } = bench();
    const both = [
      client.storeRun("r", new Uint8Array(1), undefined),
      client.storeRun("r", new Uint8Array(1), undefined),
    ];
    say({ type: "stored", run: "r" });
    say({ type: "stored", run: "r", error: { code: "x", message: "full" } });
    expect(await Promise.allSettled(both)).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected", reason: { fault: { code: "told", text: "full" } } },
    ]);
    const third = client.storeRun("r", new Uint8Array(1), undefined);
    client.restart();
    await expect(third).rejects.toMatchObject({ fault: { code: "workerEnded" } });
  });

  it("tells of a message that is none, and of a browser that refuses workers", () => {
    const first = bench();
    first.client.probeMachine();
    first.say("nonsense");
    expect(first.updates).toMatchObject([{ type: "fault", error: { code: "protocol" } }]);
    const second = bench();
    second.refuse();
    second.client.probeMachine();
    expect(second.updates).toMatchObject([{ type: "fault", error: { code: "worker" } }]);
  });
});

describe("how the default engine was found", () => {
  const trials = { machine: "m", multiplyAddsPerStep: 5, trials: [] };
  const capabilities = {
    engine: { engine: "wasm", backend: "cpu", adapter: "" },
    software: true,
    choices: ["auto"],
    trials,
  };

  it("is kept, and told to every worker that has to choose", () => {
    const first = bench();
    first.client.probeMachine();
    expect(first.sent).toEqual([{ type: "probe-machine" }]);
    first.say({ type: "capabilities", capabilities });
    const { client, sent } = bench(first.kept());
    client.probeMachine();
    client.start(run("r"));
    client.start({ ...run("s"), engine: "wasm" });
    const known = sent.map((command) => ("known" in command ? command.known : undefined));
    expect(known).toEqual([trials, trials, undefined]);
  });

  it("is not told where it is asked for anew, nor where something else is kept", () => {
    const again = bench(JSON.stringify(trials));
    again.client.probeMachine(true);
    expect(again.sent).toEqual([{ type: "probe-machine", again: true }]);
    const broken = bench("{");
    broken.client.probeMachine();
    expect(broken.sent).toEqual([{ type: "probe-machine" }]);
  });
});

describe("the kernels of a graphics card", () => {
  const table = { machine: "m", shapes: {} };
  const tuned = (commands: readonly Command[]) =>
    commands.map((command) => ("tuned" in command ? command.tuned : "tuneAgain" in command ? "again" : undefined));

  it("are kept as the worker tells them, and told to every worker that computes with them", () => {
    const { client, sent, updates, say } = bench();
    client.probeMachine();
    client.start(run("r"));
    say({ type: "tuned", table });
    expect(updates).toEqual([{ type: "tuned", table }]);
    client.start(run("s"));
    client.probeMachine(true);
    expect(tuned(sent)).toEqual([undefined, undefined, table, table]);
  });

  it("are chosen again when somebody asks for it, whatever a replay was computed with", () => {
    const { client, sent, say } = bench();
    say({ type: "tuned", table });
    const replayed = { adapter: "some card", variants: {} };
    client.start({ ...run("r"), replayed });
    expect(sent.at(-1)).toMatchObject({ replayed });
    client.tuneAgain();
    client.start({ ...run("s"), replayed });
    expect(sent.at(-1)).toMatchObject({ tuneAgain: true });
    expect(sent.at(-1)).not.toHaveProperty("tuned");
    expect(sent.at(-1)).not.toHaveProperty("replayed");
    say({ type: "tuned", table });
    client.start(run("t"));
    expect(sent.at(-1)).toMatchObject({ tuned: table });
    expect(sent.at(-1)).not.toHaveProperty("tuneAgain");
  });
});
