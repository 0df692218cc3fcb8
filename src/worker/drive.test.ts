import { describe, expect, it } from "vitest";
import type { TrainEvent } from "../protocol/event";
import { createDrive, type Drive } from "./drive";

const run = "r";
const step: TrainEvent = { run, step: 1, type: "step", learningRate: 1, stepMs: 1, arms: [] };
const preparing: TrainEvent = { run, step: 0, type: "preparing", what: "data", done: 0, total: 1 };
const started: TrainEvent = {
  run,
  step: 0,
  type: "started",
  arms: [],
  engine: { engine: "tfjs", backend: "cpu", adapter: "" },
  budget: 4,
  stepsPerEpoch: 2,
};

function driven(options: { readonly paused?: boolean; readonly pace?: number } = {}) {
  let clock = 0;
  const drive = createDrive({ run, now: () => clock, ...options });
  const told: string[] = [];
  return {
    drive,
    told,
    pass: (ms: number) => void (clock += ms),
    /** Goes past an event. @returns whether the next one may be pulled at once. */
    async past(event: TrainEvent): Promise<boolean> {
      let over = false;
      void drive.afterEvent(event, (type) => told.push(type)).then(() => (over = true));
      await settled();
      return over;
    },
  };
}

/** Long enough for everything that waits for nothing. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const say = (drive: Drive, type: "pause" | "resume" | "single" | "stop"): void => drive.obey({ type, run });

describe("a run that is driven", () => {
  it("goes on by itself", async () => {
    const { past, told } = driven();
    for (const event of [preparing, started, step, step]) expect(await past(event)).toBe(true);
    expect(told).toEqual([]);
  });

  it("stands still from its next step on when it is paused, and says when it goes on", async () => {
    const { drive, past, told } = driven();
    say(drive, "pause");
    expect(drive.isPaused).toBe(true);
    // Whatever comes before the step is still told.
    expect(await past(preparing)).toBe(true);
    expect(await past(step)).toBe(false);
    expect(told).toEqual(["paused"]);
    say(drive, "resume");
    await settled();
    expect(told).toEqual(["paused", "resumed"]);
    expect(await past(step)).toBe(true);
  });

  it("that starts paused waits before its first step", async () => {
    const { drive, past, told } = driven({ paused: true });
    expect(await past(preparing)).toBe(true);
    expect(await past(started)).toBe(false);
    expect(told).toEqual(["paused"]);
    say(drive, "pause");
    await settled();
    // Told again what it does already, it says nothing.
    expect(told).toEqual(["paused"]);
  });

  it("takes one step when it is told to, wherever it is", async () => {
    const { drive, past, told } = driven({ paused: true });
    await past(started);
    say(drive, "single");
    await settled();
    expect(told).toEqual(["paused", "resumed"]);
    expect(await past(step)).toBe(false);
    expect(told).toEqual(["paused", "resumed", "paused"]);
    say(drive, "resume");
    await settled();
    say(drive, "single");
    expect(await past(preparing)).toBe(true);
    expect(await past(step)).toBe(false);
  });

  it("ends while it is paused without going on first", async () => {
    for (const end of [(drive: Drive) => say(drive, "stop"), (drive: Drive) => drive.stop()]) {
      const { drive, past, told } = driven();
      say(drive, "pause");
      expect(await past(step)).toBe(false);
      end(drive);
      await settled();
      expect(told).toEqual(["paused"]);
      expect(drive.signal.aborted).toBe(true);
      // It pauses no more.
      expect(await past(step)).toBe(true);
    }
  });

  it("has a clock that stands still with it", async () => {
    const { drive, past, pass } = driven();
    pass(100);
    say(drive, "pause");
    void past(step);
    await settled();
    pass(5000);
    say(drive, "resume");
    await settled();
    pass(10);
    expect(drive.now()).toBe(110);
  });

  it("keeps its pace, which another command ends at once", async () => {
    for (const end of [
      (drive: Drive) => drive.obey({ type: "pace", run }),
      (drive: Drive) => say(drive, "stop"),
      (drive: Drive) => say(drive, "pause"),
    ]) {
      const { drive, past } = driven({ pace: 0.01 });
      let over = false;
      void drive.afterEvent(step, () => undefined).then(() => (over = true));
      await settled();
      expect(over).toBe(false);
      end(drive);
      await settled();
      expect(over).toBe(true);
      // Only steps are held back.
      expect(await past(preparing)).toBe(true);
    }
  });
});
