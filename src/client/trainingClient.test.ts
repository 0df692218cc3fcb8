import { describe, expect, it } from "vitest";
import { smallData } from "../experiment/presets";
import type { Command, WorkerMessage } from "../protocol/command";
import { createTrainingClient, type ClientUpdate, type WorkerPort } from "./trainingClient";

function bench() {
  const sent: Command[] = [];
  const updates: ClientUpdate[] = [];
  const frames: (() => void)[] = [];
  const timers: (() => void)[] = [];
  let speak: (data: unknown) => void = () => undefined;
  let fail: (message: string) => void = () => undefined;
  let workers = 0;
  let refuse = false;
  const client = createTrainingClient({
    createWorker(): WorkerPort {
      if (refuse) throw new Error("blocked");
      workers += 1;
      return {
        postMessage: (command) => sent.push(command),
        terminate: () => undefined,
        listen(onMessage, onError) {
          speak = onMessage;
          fail = onError;
        },
      };
    },
    parse(data) {
      if (typeof data !== "object" || data === null) throw new Error("not a message");
      return data as WorkerMessage;
    },
    onUpdate: (update) => updates.push(update),
    schedule: (callback) => frames.push(callback),
    after(_ms, callback) {
      timers.push(callback);
      return () => timers.splice(timers.indexOf(callback), 1);
    },
  });
  return {
    client,
    sent,
    updates,
    frames,
    timers,
    say: (data: unknown) => speak(data),
    crash: (message: string) => fail(message),
    workers: () => workers,
    refuse: () => (refuse = true),
  };
}

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

  it("hands over one batch of events per frame, in order", () => {
    const { client, updates, frames, say } = bench();
    client.probeMachine();
    say(paused(1));
    say(paused(2));
    expect(updates).toEqual([]);
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(updates).toMatchObject([{ type: "events", events: [{ step: 1 }, { step: 2 }] }]);
  });

  it("tells of a worker that fails, with what to do, and starts another one next time", () => {
    const { client, updates, crash, workers } = bench();
    client.probeMachine();
    crash("script error");
    expect(updates).toMatchObject([{ type: "fault", error: { code: "worker" } }]);
    expect(updates[0]?.type === "fault" ? updates[0].error.message : "").toMatch(/script error.*Try again/);
    client.probeMachine();
    expect(workers()).toBe(2);
  });

  it("tells of a worker that never answers", () => {
    const { client, updates, timers } = bench();
    client.probeMachine();
    timers[0]?.();
    expect(updates).toMatchObject([{ type: "fault", error: { message: expect.stringContaining("did not answer") } }]);
  });

  it("no longer waits once the worker has spoken", () => {
    const { client, timers, say } = bench();
    client.probeMachine();
    say(paused(0));
    expect(timers).toEqual([]);
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
