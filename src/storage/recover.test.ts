import { describe, expect, it } from "vitest";
import type { TrainEvent } from "../protocol/event";
import { encodeEvents } from "./eventLog";
import { recoverRun } from "./recover";
import { encodeSnapshot } from "./snapshotFile";

const step = (at: number): TrainEvent => ({
  run: "r",
  step: at,
  type: "step",
  learningRate: 0.1,
  stepMs: 1,
  arms: [{ losses: [1], total: at === 3 ? Number.NaN : 1, accuracy: [0.25] }],
});
const events = [step(1), step(2), step(3), step(4)];
const log = encodeEvents(events);
const until = (count: number): number => encodeEvents(events.slice(0, count)).length;
const snapshotOf = (at: number, logBytes: number) =>
  encodeSnapshot({
    snapshot: { step: at, arms: [{ tensors: new Map([["w", Float32Array.of(at)]]), variants: {} }] },
    logBytes,
  });
const nothing = new Uint8Array(0);

const goesOnFrom = (bytes: Uint8Array, ...files: readonly Uint8Array<ArrayBuffer>[]): number | undefined => {
  const { snapshots, newest } = recoverRun(bytes, files);
  return snapshots[newest]?.snapshot.step;
};

describe("what is taken up again of a run's files", () => {
  it("is the newest snapshot, in whichever file it stands", () => {
    const [older, newer] = [snapshotOf(2, until(2)), snapshotOf(4, until(4))];
    expect(goesOnFrom(log, older, newer)).toBe(4);
    expect(goesOnFrom(log, newer, older)).toBe(4);
    expect(recoverRun(log, [newer, older]).newest).toBe(0);
    expect(recoverRun(log, [older, newer]).log.events).toEqual(events);
  });

  it("is the older one wherever the newer one was torn", () => {
    const [older, newer] = [snapshotOf(2, until(2)), snapshotOf(4, until(4))];
    for (let length = 0; length < newer.length; length += 1) {
      expect(goesOnFrom(log, older, newer.slice(0, length))).toBe(2);
    }
  });

  it("never is a snapshot whose log did not reach the disk, wherever it was cut", () => {
    const [older, newer] = [snapshotOf(2, until(2)), snapshotOf(4, until(4))];
    for (let length = 0; length <= log.length; length += 1) {
      const expected = length >= until(4) ? 4 : length >= until(2) ? 2 : undefined;
      expect(goesOnFrom(log.subarray(0, length), older, newer)).toBe(expected);
    }
  });

  it("never is a snapshot of another run's log, which ends in the middle of a line of this one", () => {
    expect(goesOnFrom(log, snapshotOf(3, until(3) - 5), nothing)).toBeUndefined();
    expect(goesOnFrom(log, snapshotOf(3, until(3) - 5), snapshotOf(1, until(1)))).toBe(1);
  });

  it("is the beginning when there is nothing", () => {
    expect(recoverRun(nothing, [nothing, nothing])).toMatchObject({ newest: -1, snapshots: [undefined, undefined] });
    expect(goesOnFrom(nothing, snapshotOf(0, 0))).toBe(0);
  });
});
