import { describe, expect, it } from "vitest";
import { readKeptRun, removeKeptRun } from "../storage/runReader";
import { weightsHash } from "../storage/weightsHash";
import { findPreset, smallData } from "../experiment/presets";
import type { Command, WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { runFolder } from "../storage/runFolder";
import { parseWorkerMessage } from "../protocol/guards";
import { repeatableColumns } from "../record/exportRun";
import { foldRun } from "../record/foldRun";
import { newRun, type RunRecord } from "../record/runRecord";
import { points } from "../record/series";

const smoke = findPreset("smoke")?.experiment ?? smallData;
/** Snapshots after 5, 10, …, 35 and 40 steps. */
const EVERY = 5;

/** Before the first snapshot, while one is written, at an evaluation; the journeys in `e2e/resume.spec.ts` have more. */
const KILLS = [3, 15, 29];

/** Steps per second at most. A step is told a fifth of a second late, and a kill must still come near it. */
const PACE = 10;

type Stop = (message: WorkerMessage) => boolean;

/** Trains in a worker of its own until the message that `stop` names, then ends the worker on the spot. */
async function drive(run: string, keep: "new" | "continue", stop: Stop): Promise<readonly WorkerMessage[]> {
  const worker = new Worker(new URL("../worker/train.worker.ts", import.meta.url), { type: "module" });
  const messages: WorkerMessage[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        const message = parseWorkerMessage(data);
        messages.push(message);
        if (message.type === "error") reject(new Error(message.error.message));
        if (stop(message)) resolve();
      };
      const command: Command = {
        type: "start",
        run,
        experiment: smoke,
        engine: "compiled",
        keep,
        snapshotEvery: EVERY,
        pace: PACE,
      };
      worker.postMessage(command);
    });
  } finally {
    worker.terminate();
  }
  return messages;
}

const eventsOf = (messages: readonly WorkerMessage[]): readonly TrainEvent[] =>
  messages.flatMap((message) => (message.type === "events" ? message.events : []));

/** The message after which nothing more comes. */
const atTheEnd: Stop = (message) => message.type === "kept" && message.weights !== undefined;
const atStep =
  (step: number): Stop =>
  (message) =>
    message.type === "events" && message.events.some((event) => event.type === "step" && event.step >= step);

async function keptRecord(run: string): Promise<RunRecord> {
  return (await readKeptRun(run)).log.events.reduce(foldRun, newRun(run, smoke));
}

/** Every number of a record but the times. */
function curves(record: RunRecord): unknown {
  const series = repeatableColumns(record);
  return {
    ...Object.fromEntries(series.map(({ name, series: one }) => [name, points(one)])),
    final: record.arms.map(({ final }) => final),
    phase: record.phase,
  };
}

/** Cuts a file of a run short, as a write that was interrupted leaves it. */
async function tear(run: string, name: string, length: (size: number) => number): Promise<void> {
  const folder = await (
    await (await navigator.storage.getDirectory()).getDirectoryHandle(runFolder.name)
  ).getDirectoryHandle(run);
  const handle = await folder.getFileHandle(name);
  const bytes = await (await handle.getFile()).arrayBuffer();
  const file = await handle.createWritable();
  await file.write(bytes.slice(0, length(bytes.byteLength)));
  await file.close();
}

/** A worker's locks are given back a moment after it was ended, its handles a moment after these. */
async function released(run: string): Promise<void> {
  await navigator.locks.request(`forklab/run/${run}`, () => undefined);
  const folder = await (
    await (await navigator.storage.getDirectory()).getDirectoryHandle(runFolder.name)
  ).getDirectoryHandle(run);
  for (const name of [runFolder.log, ...runFolder.snapshots]) {
    await expect.poll(async () => (await (await folder.getFileHandle(name)).createWritable()).abort()).toBeUndefined();
  }
}

describe("a kept run", () => {
  it("is the same after any number of kills as without one, its weights, too", async () => {
    await drive("whole", "new", atTheEnd);
    const whole = await keptRecord("whole");
    expect(whole.phase).toBe("completed");
    expect(points(whole.stepMs)).toHaveLength(40);

    const run = "killed";
    let reached = 0;
    let kills = 0;
    for (const step of KILLS) {
      const messages = await drive(run, kills === 0 ? "new" : "continue", atStep(step));
      kills += 1;
      await released(run);
      const { snapshot, log } = await readKeptRun(run);
      // What the page was told has been kept.
      expect(log.events.filter(({ type }) => type === "step").length).toBeGreaterThanOrEqual(
        eventsOf(messages).filter(({ type }) => type === "step").length,
      );
      reached = Math.max(reached, snapshot?.step ?? 0);
    }
    expect(kills).toBe(KILLS.length);
    expect(reached).toBeGreaterThanOrEqual(25);
    expect(reached).toBeLessThan(40);
    const last = await drive(run, "continue", atTheEnd);
    expect(eventsOf(last)[0]).toMatchObject({ type: "restarted", error: { code: "continued" } });
    expect(eventsOf(last)[0]?.step).toBeGreaterThanOrEqual(reached);
    const record = await keptRecord(run);
    expect(curves(record)).toEqual(curves(whole));
    const hashes = async (id: string): Promise<readonly string[]> =>
      Promise.all(((await readKeptRun(id)).snapshot?.arms ?? []).map(({ tensors }) => weightsHash(tensors)));
    expect(await hashes(run)).toEqual(await hashes("whole"));
    expect(last.find(atTheEnd)).toMatchObject({ weights: await hashes("whole") });
    await removeKeptRun(run);
  });

  it("goes back to the older snapshot when the newer one was torn, and to the start without any", async () => {
    const whole = curves(await keptRecord("whole"));
    const run = "torn";
    await drive(run, "new", atStep(17));
    await released(run);
    const newest = (await readKeptRun(run)).snapshot?.step ?? 0;
    expect(newest).toBeGreaterThanOrEqual(15);
    // Two files take turns: snapshots 5 and 15 stand in the first one, 10 and 20 in the second.
    const [first, second] = runFolder.snapshots;
    const older = newest - EVERY;
    await tear(run, newest % (2 * EVERY) === EVERY ? first : second, (size) => size / 2);
    expect((await readKeptRun(run)).snapshot?.step).toBe(older);
    const again = await drive(run, "continue", atStep(older + 3));
    expect(eventsOf(again)[0]).toMatchObject({ type: "restarted", step: older });
    await released(run);
    for (const name of [first, second]) await tear(run, name, (size) => Math.max(0, size - 1));
    await tear(run, runFolder.log, (size) => size - 7);
    const third = await drive(run, "continue", atTheEnd);
    expect(eventsOf(third)[0]).toMatchObject({ type: "restarted", step: 0 });
    expect(curves(await keptRecord(run))).toEqual(whole);
    await removeKeptRun(run);
  });

  it("has one writer: a second one is refused and changes nothing", async () => {
    const run = "shared";
    let second: readonly WorkerMessage[];
    const holder = new Worker(new URL("../worker/train.worker.ts", import.meta.url), { type: "module" });
    try {
      await new Promise<void>((resolve) => {
        holder.onmessage = ({ data }: MessageEvent<unknown>) => {
          const message = parseWorkerMessage(data);
          if (atStep(6)(message)) holder.postMessage({ type: "pause", run } satisfies Command);
          // A paused run is still being written: it may go on at any time.
          if (eventsOf([message]).some(({ type }) => type === "paused")) resolve();
        };
        const command: Command = {
          type: "start",
          run,
          experiment: smoke,
          engine: "compiled",
          keep: "new",
          snapshotEvery: 5,
        };
        holder.postMessage(command);
      });
      second = await drive(run, "continue", (message) =>
        eventsOf([message]).some(({ type }) => type === "failed" || type === "started"),
      );
    } finally {
      holder.terminate();
    }
    expect(eventsOf(second)).toMatchObject([{ type: "failed", error: { code: "run-in-use" } }]);
    await released(run);
    expect((await readKeptRun(run)).snapshot?.step).toBeGreaterThanOrEqual(5);
    await removeKeptRun(run);
    await removeKeptRun("whole");
  });
});
