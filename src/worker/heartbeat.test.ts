import { describe, expect, it } from "vitest";
import type { WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { createHeartbeat } from "./heartbeat";
import { BEAT_MS } from "./silence";

const started: TrainEvent = {
  run: "r",
  step: 0,
  type: "started",
  arms: [],
  engine: { engine: "compiled", backend: "webgpu", adapter: "" },
  budget: 4,
  stepsPerEpoch: 2,
};
const step: TrainEvent = { run: "r", step: 1, type: "step", learningRate: 1, stepMs: 1, arms: [] };

function beating() {
  let clock = 0;
  const said: WorkerMessage[] = [];
  const heart = createHeartbeat(
    (message) => said.push(message),
    () => clock,
  );
  return {
    heart,
    said,
    /** What is said at the next beats, one entry each. */
    beats(times: number, answers: number | undefined, isPaused = false): readonly string[] {
      return Array.from({ length: times }, () => {
        clock += BEAT_MS;
        said.length = 0;
        heart.beat({ run: "r", isPaused }, answers);
        return said.map((message) => (message.type === "silent" ? String(message.seconds) : message.type)).join();
      });
    },
  };
}

describe("the page is told", () => {
  it("that things go forward, for as long as no single thing takes longer than ten minutes", () => {
    const { heart, beats } = beating();
    expect(new Set(beats(119, undefined))).toEqual(new Set(["alive"]));
    expect(beats(2, undefined)).toEqual(["", ""]);
    heart.hear(step);
    expect(beats(1, undefined)).toEqual(["alive"]);
    expect(beats(120, undefined).at(-1)).toBe("");
    // A command is something to do as well.
    heart.stir();
    expect(beats(1, undefined)).toEqual(["alive"]);
  });

  it("nothing wrong of a run that is paused, however long", () => {
    const { heart, beats } = beating();
    heart.hear(started);
    heart.hear(step);
    expect(new Set(beats(500, 3, true))).toEqual(new Set(["alive"]));
  });

  it("how long the device has been silent, and that it answers again, once", () => {
    const { heart, beats } = beating();
    heart.hear(started);
    heart.hear(step);
    expect(beats(8, 3)).toEqual(["alive", "alive", "alive", "alive", "alive", "alive", "30,alive", "35,alive"]);
    expect(beats(2, 4)).toEqual(["0,alive", "alive"]);
  });

  it("of no silence where no run is under way, and none that began before", () => {
    const { heart, said, beats } = beating();
    heart.hear(started);
    heart.hear(step);
    for (let beat = 0; beat < 50; beat += 1) heart.beat(undefined, 3);
    expect(new Set(said.map(({ type }) => type))).toEqual(new Set(["alive"]));
    expect(beats(1, 3)).toEqual(["alive"]);
  });
});
