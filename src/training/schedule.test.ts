import { describe, expect, it } from "vitest";
import { dueAt, type Cadence, type Due, type SoFar } from "./schedule";

const cadence: Cadence = { start: 0, evaluateEvery: 4, probeEvery: 3 };
const fresh: SoFar = { heldAt: 0, sinceToldMs: 0, meanStepMs: 0 };

/** The steps at which something is due, told and held states taken into account as the loop does. */
function steps(what: keyof Due, until: number, options: Partial<Cadence>, meanStepMs = 0): number[] {
  const all = { ...cadence, ...options };
  const found: number[] = [];
  let heldAt = all.start;
  for (let step = all.start; step < until; step += 1) {
    const due = dueAt(step, all, { heldAt, sinceToldMs: 0, meanStepMs });
    if (due.hold) heldAt = step;
    if (due[what]) found.push(step);
  }
  return found;
}

describe("measurements", () => {
  it("follow the step alone: the untrained network is probed and not evaluated", () => {
    expect(steps("evaluate", 13, {})).toEqual([4, 8, 12]);
    expect(steps("probe", 13, {})).toEqual([0, 3, 6, 9, 12]);
    expect(steps("parts", 13, {})).toEqual([0, 6, 12]);
    expect(steps("noise", 40, {})).toEqual([3, 27]);
  });

  it("are the same ones whatever the time and whichever states are held", () => {
    for (let step = 0; step < 60; step += 1) {
      const { evaluate, probe, parts } = dueAt(step, cadence, fresh);
      const slow = dueAt(step, { ...cadence, tellEvery: 7 }, { heldAt: 3, sinceToldMs: 1e6, meanStepMs: 5000 });
      expect(slow).toMatchObject({ evaluate, probe, parts });
    }
  });

  it("are not taken of the state that a run goes on from, but for the probe, which its step's batch decides", () => {
    expect(dueAt(12, { ...cadence, start: 12 }, { ...fresh, heldAt: 12 })).toEqual({
      evaluate: false,
      probe: true,
      parts: true,
      noise: false,
      hold: false,
      tell: false,
    });
    expect(steps("evaluate", 20, { start: 12 })).toEqual([16]);
  });

  it("never come with a cadence of 0", () => {
    expect(steps("probe", 50, { probeEvery: 0 })).toEqual([]);
    expect(steps("parts", 50, { probeEvery: 0 })).toEqual([]);
    expect(steps("noise", 50, { probeEvery: 0 })).toEqual([]);
  });
});

describe("states", () => {
  it("are held every 50 steps where steps are quick, and as often as they are told", () => {
    expect(steps("hold", 160, {})).toEqual([50, 100, 150]);
    expect(steps("hold", 160, { tellEvery: 46 })).toEqual([46, 92, 138]);
    expect(steps("hold", 160, {}, 1)).toEqual([50, 100, 150]);
    expect(steps("tell", 160, {})).toEqual([]);
  });

  it("are held so often that about two seconds of steps must be taken again", () => {
    expect(steps("hold", 25, {}, 250)).toEqual([8, 16, 24]);
    expect(steps("hold", 5, {}, 9000)).toEqual([1, 2, 3, 4]);
  });

  it("are held an interval after the last one, wherever that was, so that a pace which changes skips none", () => {
    // 2000 ms are 16 steps of 125 ms, and 17 of 117 ms, of which 97 is no multiple.
    expect(dueAt(95, cadence, { ...fresh, heldAt: 80, meanStepMs: 125 }).hold).toBe(false);
    expect(dueAt(96, cadence, { ...fresh, heldAt: 80, meanStepMs: 125 }).hold).toBe(true);
    expect(dueAt(97, cadence, { ...fresh, heldAt: 80, meanStepMs: 117 }).hold).toBe(true);
    let heldAt = 0;
    let longest = 0;
    for (let step = 1; step < 1000; step += 1) {
      const meanStepMs = 60 + (step % 89);
      longest = Math.max(longest, step - heldAt);
      if (dueAt(step, cadence, { heldAt, sinceToldMs: 0, meanStepMs }).hold) heldAt = step;
    }
    expect(longest).toBeLessThanOrEqual(33);
  });

  it("go on from where a run goes on", () => {
    expect(steps("hold", 160, { start: 37 })).toEqual([87, 137]);
  });

  it("are told at every multiple of the cadence, and by time where steps are slow; what is told is held", () => {
    expect(steps("tell", 13, { tellEvery: 5 })).toEqual([5, 10]);
    const late = { ...fresh, sinceToldMs: 10_000 };
    expect(dueAt(3, { ...cadence, tellEvery: 100 }, late)).toMatchObject({ hold: true, tell: true });
    expect(dueAt(3, { ...cadence, tellEvery: 100 }, { ...late, sinceToldMs: 9999 })).toMatchObject({ tell: false });
    expect(dueAt(3, cadence, late)).toMatchObject({ tell: false });
    expect(dueAt(0, { ...cadence, tellEvery: 100 }, late)).toMatchObject({ hold: false, tell: false });
  });
});
