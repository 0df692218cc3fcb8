import { describe, expect, it } from "vitest";
import type { TrainEvent } from "../protocol/event";
import { encodeEvents } from "./eventLog";
import { finish } from "../tasks/steps";
import { NewerVersionError } from "./formats";
import { headOfRun, recoverRun } from "./recover";
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
  const { snapshots, newest } = finish(recoverRun(bytes, files));
  return snapshots[newest]?.snapshot.step;
};

describe("what is taken up again of a run's files", () => {
  it("is the newest snapshot, in whichever file it stands", () => {
    const [older, newer] = [snapshotOf(2, until(2)), snapshotOf(4, until(4))];
    expect(goesOnFrom(log, older, newer)).toBe(4);
    expect(goesOnFrom(log, newer, older)).toBe(4);
    expect(finish(recoverRun(log, [newer, older])).newest).toBe(0);
    expect(finish(recoverRun(log, [older, newer])).log.events).toEqual(events);
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
    expect(finish(recoverRun(nothing, [nothing, nothing]))).toMatchObject({
      newest: -1,
      snapshots: [undefined, undefined],
    });
    expect(goesOnFrom(nothing, snapshotOf(0, 0))).toBe(0);
  });
});

describe("the head of a run's files", () => {
  const headStep = async (bytes: Uint8Array<ArrayBuffer>, ...files: readonly Uint8Array<ArrayBuffer>[]) =>
    (
      await headOfRun(
        new Blob([bytes]),
        files.map((file) => new Blob([file])),
      )
    ).step;
  const [older, newer] = [snapshotOf(2, until(2)), snapshotOf(4, until(4))];

  it("says where the run goes on as reading it does, wherever its log or a snapshot was cut", async () => {
    for (let length = 0; length <= log.length; length += 1) {
      const cut = log.slice(0, length);
      expect(await headStep(cut, older, newer)).toBe(goesOnFrom(cut, older, newer));
    }
    for (let length = 0; length <= newer.length; length += 1) {
      const files = [newer.slice(0, length), older] as const;
      expect(await headStep(log, ...files)).toBe(goesOnFrom(log, ...files));
    }
  });

  it("knows a snapshot of another log, foreign bytes and two torn files", async () => {
    const foreign = new TextEncoder().encode("<!doctype html><title>not a snapshot at all</title>");
    for (const files of [
      [snapshotOf(3, until(3) - 5), snapshotOf(1, until(1))],
      [foreign, older],
      [older.slice(0, -1), newer.slice(0, -4)],
      [nothing, snapshotOf(0, 0)],
      [foreign, foreign],
    ] as const) {
      expect(await headStep(log, ...files)).toBe(goesOnFrom(log, ...files));
      expect(await headStep(foreign, ...files)).toBe(goesOnFrom(foreign, ...files));
    }
  });

  it("reads a few hundred bytes of a long run", async () => {
    const many = encodeEvents(Array.from({ length: 2000 }, (_, at) => step(at + 1)));
    const large = encodeSnapshot({
      snapshot: { step: 2000, arms: [{ tensors: new Map([["w", new Float32Array(100_000)]]), variants: {} }] },
      logBytes: many.length,
    });
    let read = 0;
    const counted = (file: Blob): Blob => {
      const { slice } = file;
      file.slice = (from, to) => {
        const part = slice.call(file, from, to);
        read += part.size;
        return part;
      };
      file.arrayBuffer = () => Promise.reject(new Error("the whole file was read"));
      return file;
    };
    expect((await headOfRun(counted(new Blob([many])), [counted(new Blob([large]))])).step).toBe(2000);
    expect(read).toBeLessThan(500);
  });
});

describe("files of a later version", () => {
  const later = snapshotOf(4, until(4));
  // Its number, and a checksum that covers it.
  new DataView(later.buffer).setUint32(4, 2, true);
  new DataView(later.buffer).setUint32(8, 123, true);
  const laterLog = new TextEncoder().encode("forklab-log 7\nwhatever it may hold\n");

  it("are refused by name, and not taken for damaged ones", async () => {
    for (const [bytes, file] of [
      [log, later],
      [laterLog, snapshotOf(4, until(4))],
    ] as const) {
      expect(() => finish(recoverRun(bytes, [snapshotOf(2, until(2)), file]))).toThrow(NewerVersionError);
      await expect(headOfRun(new Blob([bytes]), [new Blob([file])])).rejects.toThrow(NewerVersionError);
    }
  });
});

it("a long log can be left between any two lines", () => {
  let pauses = 0;
  for (const _ of recoverRun(log, [snapshotOf(4, until(4))])) pauses += 1;
  expect(pauses).toBeGreaterThanOrEqual(events.length + 1);
});
