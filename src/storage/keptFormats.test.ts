import { describe, expect, it } from "vitest";
import type { TrainEvent } from "../protocol/event";
import { decodeEvents, encodeEvents } from "./eventLog";
import { decodeSnapshot, encodeSnapshot } from "./snapshotFile";
import { weightsHash } from "./weightsHash";

const step = (at: number, total: number): TrainEvent => ({
  run: "r",
  step: at,
  type: "step",
  learningRate: 0.1,
  stepMs: 1,
  arms: [{ losses: [total, 0.5], total, accuracy: [0.25] }],
});
const events: readonly TrainEvent[] = [
  step(1, 2.5),
  step(2, Number.NaN),
  step(3, -Infinity),
  { run: "r", step: 3, type: "finished", reason: "diverged", divergence: { arm: "A", what: "ce/main", value: "NaN" } },
];

describe("the log of a run", () => {
  it("gives back every event, numbers that JSON does not know included", () => {
    const bytes = encodeEvents(events);
    expect(decodeEvents(bytes)).toEqual({ events, bytes: bytes.length, damaged: false });
    expect(decodeEvents(new Uint8Array(0))).toEqual({ events: [], bytes: 0, damaged: false });
  });

  it("cut off anywhere is read up to its last whole line, and says so", () => {
    const bytes = encodeEvents(events);
    const ends = events.map((_, index) => encodeEvents(events.slice(0, index + 1)).length);
    for (let length = 0; length < bytes.length; length += 1) {
      const whole = ends.filter((end) => end <= length).length;
      const log = decodeEvents(bytes.subarray(0, length));
      expect(log.events).toHaveLength(whole);
      expect(log.damaged).toBe(length > (ends[whole - 1] ?? 0));
    }
  });

  it("changed anywhere ends before the line that was changed", () => {
    const bytes = encodeEvents(events);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const log = decodeEvents(changed);
      expect(log.damaged).toBe(true);
      expect(log.events).toEqual(events.slice(0, log.events.length));
    }
  });
});

const snapshot = {
  step: 7,
  arms: [
    {
      tensors: new Map([
        ["conv.kernel", Float32Array.of(1, -0, 3.5e-40, Infinity)],
        ["momentum/conv.kernel", Float32Array.of(4)],
      ]),
      variants: { "conv 3×3": "8×4" },
    },
    { tensors: new Map([["é", new Float32Array(0)]]), variants: {} },
  ],
};

it("a snapshot's patience is kept", () => {
  const waiting = { ...snapshot, progress: { best: [0.5, 0.25], since: 2 } };
  expect(decodeSnapshot(encodeSnapshot({ snapshot: waiting, logBytes: 1 }))?.snapshot).toEqual(waiting);
});

describe("a snapshot's bytes", () => {
  const bytes = encodeSnapshot({ snapshot, logBytes: 99 });

  it("give back the same bits, wherever they lie in memory", () => {
    expect(decodeSnapshot(bytes)).toEqual({ snapshot, logBytes: 99 });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSnapshot(shifted.subarray(3))).toEqual({ snapshot, logBytes: 99 });
  });

  it("are refused when a single byte is missing or another", () => {
    for (let at = 0; at < bytes.length; at += 1) {
      expect(decodeSnapshot(bytes.subarray(0, at))).toBeUndefined();
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 4;
      expect(decodeSnapshot(changed)).toBeUndefined();
    }
  });
});

it("the hash of weights knows neither order nor optimiser, but every bit", async () => {
  const first = snapshot.arms[0]?.tensors ?? new Map<string, Float32Array>();
  const hash = await weightsHash(first);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await weightsHash(new Map([...first].reverse()))).toBe(hash);
  expect(await weightsHash(new Map([...first].slice(0, 1)))).toBe(hash);
  const other = new Map(first).set("conv.kernel", Float32Array.of(1, 0, 3.5e-40, Infinity));
  expect(await weightsHash(other)).not.toBe(hash);
});
