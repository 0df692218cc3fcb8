import { describe, expect, it } from "vitest";
import { after } from "../tasks/after";
import { findPreset, smallData } from "../experiment/presets";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import type { WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { createSession } from "./session";
import { BEAT_MS, createSilence } from "./silence";

const smoke = findPreset("smoke")?.experiment ?? smallData;

const run = "r";
const started: TrainEvent = {
  run,
  step: 0,
  type: "started",
  arms: [],
  engine: { engine: "compiled", backend: "webgpu", adapter: "" },
  budget: 40,
  stepsPerEpoch: 20,
};
const stepped: TrainEvent = { run, step: 1, type: "step", learningRate: 0.1, stepMs: 50, arms: [] };

/** A watch that has seen steps of these lengths; the device answered 7 times. */
function trained(...stepsMs: readonly number[]) {
  const silence = createSilence();
  silence.hear(started, 0);
  for (const ms of stepsMs) silence.hear(stepped, ms);
  silence.look(7);
  const looks = (times: number, answers = 7): readonly number[] =>
    Array.from({ length: times }, () => silence.look(answers) / 1000);
  return { silence, looks };
}

describe("a graphics device that does not answer", () => {
  it("is noticed after half a minute where steps are quick", () => {
    expect(trained(9000, 50, 60).looks(7)).toEqual([0, 0, 0, 0, 0, 30, 35]);
  });

  it("is given twenty of the longest steps where they are slow, the first one aside", () => {
    const { looks } = trained(60_000, 2000, 3000, 1000);
    expect(looks(11)).toEqual(Array(11).fill(0));
    expect(looks(2)).toEqual([60, 65]);
  });

  it("is given two minutes for what comes before the first step", () => {
    const { looks } = trained();
    expect(looks(23)).toEqual(Array(23).fill(0));
    expect(looks(1)).toEqual([120]);
  });

  it("is not suspected while it answers, be it without an event, nor before kernels are ready, paused, or after the end", () => {
    const { silence, looks } = trained(100, 100);
    for (let answers = 8; answers < 40; answers += 1) expect(looks(4, answers)).toEqual([0, 0, 0, 0]);
    expect(looks(5, 39)).toEqual([0, 0, 30, 35, 40]);
    // It answers again.
    expect(looks(1, 40)).toEqual([0]);
    silence.rest();
    expect(looks(6, 40)).toEqual([0, 0, 0, 0, 0, 30]);
    for (const over of [
      { run, step: 1, type: "finished", reason: "stopped" },
      { run, step: 1, type: "restarted", error: { code: "device-lost", message: "" } },
      { run, step: 1, type: "preparing", what: "kernels", done: 1, total: 2 },
    ] as const satisfies readonly TrainEvent[]) {
      silence.hear(over, 0);
      expect(looks(50, 40)).toEqual(Array(50).fill(0));
    }
  });

  it("is told to the page by the session, and that it answers again", { timeout: 120_000 }, async () => {
    let release: () => void = () => undefined;
    /** What every step waits for; several are under way at once. */
    let hang = Promise.resolve();
    let answers = 0;
    const said: WorkerMessage[] = [];
    let heard: () => void = () => undefined;
    const session = createSession({
      post(message) {
        said.push(message);
        heard();
      },
      now: () => performance.now(),
      after,
      async openEngine() {
        const engine = await openCpuEngine();
        return {
          ...engine,
          answers: () => answers,
          async create(plan) {
            const executor = await engine.create(plan);
            const step = executor.step.bind(executor);
            executor.step = async (input) => {
              await hang;
              answers += 1;
              return step(input);
            };
            return executor;
          },
        };
      },
    });
    const until = async (isThere: (messages: readonly WorkerMessage[]) => boolean): Promise<void> => {
      while (!isThere(said)) await new Promise<void>((resolve) => (heard = resolve));
    };
    const stepsSaid = (): number =>
      said.flatMap((message) => (message.type === "events" ? message.events : [])).filter(({ type }) => type === "step")
        .length;
    const [arm = smallData.arms[0]] = smoke.arms;
    const experiment = {
      ...smoke,
      arms: arm === undefined ? [] : [arm],
      dataset: { ...smoke.dataset, train: 20, test: 20 },
      measure: { ...smoke.measure, probeEvery: 0 },
      training: { ...smoke.training, batchSize: 2, budget: 8 },
    };
    session.handle({ type: "start", run, experiment, engine: "auto", tellEvery: 0 });
    await until(() => stepsSaid() >= 1);
    hang = new Promise((resolve) => (release = resolve));
    for (let look = 0; look < 60 && !said.some(({ type }) => type === "silent"); look += 1) {
      session.beat();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const told = said.findLast((message) => message.type === "silent");
    expect(told).toMatchObject({ run, seconds: expect.any(Number) });
    expect(told?.seconds).toBeGreaterThanOrEqual(30);
    expect((told?.seconds ?? 0) % (BEAT_MS / 1000)).toBe(0);
    release();
    await until((messages) =>
      messages.some((message) => message.type === "events" && message.events.some(({ type }) => type === "finished")),
    );
    session.beat();
    expect(said.findLast((message) => message.type === "silent")).toEqual({ type: "silent", run, seconds: 0 });
  });
});
