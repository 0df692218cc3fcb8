import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunSnapshot } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { createOpfsRunStore, RunInUseError, type RunStore } from "./runWriter";
import { createMemoryFiles, type MemoryFiles } from "./testing/memoryFiles";

let files: MemoryFiles;
let store: RunStore;
beforeEach(() => {
  files = createMemoryFiles();
  store = createOpfsRunStore(() => Promise.resolve(files.root));
  vi.stubGlobal("navigator", { locks: files.locks });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const LOG = "runs/r/events.log";
const SLOTS = ["runs/r/snapshot.a", "runs/r/snapshot.b"] as const;

const step = (at: number): TrainEvent => ({
  run: "r",
  step: at,
  type: "step",
  learningRate: 0.1,
  stepMs: 1,
  arms: [{ losses: [at], total: at, accuracy: [0.5] }],
});
const state = (at: number): RunSnapshot => ({
  step: at,
  arms: [{ tensors: new Map([["count", Float32Array.of(at, at)]]), variants: {} }],
});
const stepsOf = (events: readonly TrainEvent[]): readonly number[] => events.map((event) => event.step);

/** A run of some steps with states after some of them, closed. */
async function keep(until: number, states: readonly number[]): Promise<void> {
  const run = await store.open("r", "new");
  for (let at = 1; at <= until; at += 1) {
    run.append([step(at)]);
    if (states.includes(at)) run.save(state(at));
  }
  run.close();
}

/** What is taken up again. */
async function takenUp(): Promise<{ events: readonly number[]; step: number | undefined }> {
  const run = await store.open("r", "continue");
  run.close();
  return { events: stepsOf(run.events), step: run.snapshot?.step };
}

describe("files of a worker that was ended a moment ago", () => {
  const held = async (): Promise<FileSystemSyncAccessHandle> => {
    const folder = await (await files.root.getDirectoryHandle("runs")).getDirectoryHandle("r");
    return (await folder.getFileHandle("snapshot.a")).createSyncAccessHandle();
  };

  it("are waited for, since their lock is free", async () => {
    await keep(7, [2, 5]);
    const handle = await held();
    vi.useFakeTimers();
    const opened = takenUp();
    await vi.advanceTimersByTimeAsync(500);
    handle.close();
    await vi.advanceTimersByTimeAsync(100);
    expect((await opened).step).toBe(5);
  });

  it("are not waited for without end, and the lock is free again", async () => {
    await keep(7, [2, 5]);
    const handle = await held();
    vi.useFakeTimers();
    const refused = expect(takenUp()).rejects.toThrow("it is open");
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
    handle.close();
    expect((await takenUp()).step).toBe(5);
  });
});

describe("a run that is continued", () => {
  it("goes on from its newest state, and what was told behind it is told again", async () => {
    await keep(7, [2, 5]);
    const run = await store.open("r", "continue");
    expect(stepsOf(run.events)).toEqual([1, 2, 3, 4, 5]);
    expect(run.snapshot).toEqual(state(5));
    run.append([step(6)]);
    expect(run.save(state(6))).toBe([LOG, ...SLOTS].reduce((sum, path) => sum + (files.read(path)?.length ?? 0), 0));
    run.close();
    expect(await takenUp()).toEqual({ events: [1, 2, 3, 4, 5, 6], step: 6 });
  });

  it("begins anew where no state was kept", async () => {
    await keep(3, []);
    expect(await takenUp()).toEqual({ events: [], step: undefined });
    expect(files.read(LOG)).toHaveLength(0);
  });

  it("goes on from the state before where the newest one was torn, by whatever", async () => {
    for (const torn of [0, 1, -1]) {
      await keep(7, [2, 5]);
      const bytes = files.read(SLOTS[1]) ?? new Uint8Array();
      files.put(SLOTS[1], bytes.slice(0, torn < 0 ? bytes.length - 1 : torn));
      expect(await takenUp()).toEqual({ events: [1, 2], step: 2 });
    }
  });

  it("writes its next state over the older one", async () => {
    await keep(7, [2, 5, 7]);
    const newest = files.read(SLOTS[0]);
    const run = await store.open("r", "continue");
    expect(run.snapshot?.step).toBe(7);
    run.save(state(8));
    run.close();
    expect(files.read(SLOTS[0])).toEqual(newest);
    expect((await store.read("r")).snapshots.map((one) => one.step).sort()).toEqual([7, 8]);
  });
});

it("a new run empties what there was", async () => {
  await keep(7, [2, 5]);
  const run = await store.open("r", "new");
  expect([run.events, run.snapshot]).toEqual([[], undefined]);
  run.append([step(1)]);
  run.close();
  const { events, snapshots } = await store.read("r");
  expect([stepsOf(events), snapshots]).toEqual([[1], []]);
});

describe("a full storage", () => {
  it("ends the log in the middle of a line, and the run goes on from its last state", async () => {
    const run = await store.open("r", "new");
    run.append([step(1), step(2)]);
    run.save(state(2));
    files.quota = [LOG, ...SLOTS].reduce((sum, path) => sum + (files.read(path)?.length ?? 0), 0) + 20;
    expect(() => run.append([step(3)])).toThrow(expect.objectContaining({ name: "QuotaExceededError" }));
    run.close();
    files.quota = Infinity;
    expect(await takenUp()).toEqual({ events: [1, 2], step: 2 });
  });

  it("takes no state away that was whole", async () => {
    const run = await store.open("r", "new");
    run.append([step(1)]);
    run.save(state(1));
    run.append([step(2)]);
    files.quota = 0;
    expect(() => run.save(state(2))).toThrow(expect.objectContaining({ name: "QuotaExceededError" }));
    run.close();
    files.quota = Infinity;
    expect(await takenUp()).toEqual({ events: [1], step: 1 });
  });
});

describe("one writer", () => {
  it("keeps others out until it closes", async () => {
    const first = await store.open("r", "new");
    vi.useFakeTimers();
    const second = store.open("r", "continue");
    const refused = expect(second).rejects.toThrow(RunInUseError);
    await vi.runAllTimersAsync();
    await refused;
    vi.useRealTimers();
    // Another run is nobody's business.
    (await store.open("other", "new")).close();
    first.close();
    first.close();
    (await store.open("r", "continue")).close();
  });

  it("gives everything back where a file cannot be opened", async () => {
    await keep(3, [2]);
    files.refuse(SLOTS[1]);
    await expect(store.open("r", "continue")).rejects.toThrow("access was denied");
    files.refuse(undefined);
    expect(await takenUp()).toEqual({ events: [1, 2], step: 2 });
  });
});

describe("without a writer", () => {
  it("a run that came from a file is written as a whole, in place of what there was", async () => {
    await keep(4, [2, 4]);
    const [log, snapshot] = [files.read(LOG)?.slice(), files.read(SLOTS[1])?.slice()];
    await keep(9, [3, 6, 9]);
    await store.write("r", log ?? new Uint8Array(), snapshot);
    const { events, snapshots } = await store.read("r");
    expect([stepsOf(events), snapshots]).toEqual([[1, 2, 3, 4], [state(4)]]);
    expect(await store.readFinalSnapshot("r")).toEqual(state(4));
    await store.write("r", log ?? new Uint8Array(), undefined);
    expect(await store.readFinalSnapshot("r")).toBeUndefined();
  });

  it("a run that is not there is empty, and none is made by looking", async () => {
    expect(await store.read("none")).toEqual({ events: [], snapshots: [] });
    expect(await store.readFinalSnapshot("none")).toBeUndefined();
    await expect(files.root.getDirectoryHandle("runs")).rejects.toThrow("not there");
  });
});

it("a run that a later version wrote is refused, and none of its files is touched", async () => {
  await keep(4, [2, 4]);
  const slot = files.read(SLOTS[1])?.slice() ?? new Uint8Array(0);
  const words = new DataView(slot.buffer);
  words.setUint32(4, 2, true);
  words.setUint32(8, 123, true);
  files.put(SLOTS[1], slot);
  const before = [LOG, ...SLOTS].map((path) => files.read(path));
  await expect(store.open("r", "continue")).rejects.toMatchObject({ fault: { code: "newerVersion", version: 2 } });
  expect([LOG, ...SLOTS].map((path) => files.read(path))).toEqual(before);
  // Nor is the run locked by the attempt.
  await store.write("r", new Uint8Array(0), undefined);
});
