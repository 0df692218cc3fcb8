import { afterAll, describe, expect, it } from "vitest";
import type { Experiment } from "../experiment/experiment";
import { findPreset, smallData } from "../experiment/presets";
import type { Command, WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { parseWorkerMessage } from "../protocol/guards";
import { repeatableColumns } from "../record/exportRun";
import { foldRun } from "../record/foldRun";
import { newRun } from "../record/runRecord";
import { points } from "../record/series";

const smoke = findPreset("smoke")?.experiment ?? smallData;
/** Weight decay times a rate that rises throughout: the weights grow without bound once that passes what momentum bears. */
const wild: Experiment = {
  ...smoke,
  optimizer: { ...smoke.optimizer, lr: 3, decay: 1 } as Experiment["optimizer"],
  training: { ...smoke.training, budget: 130, schedule: "constant", warmup: 1 },
  measure: { ...smoke.measure, probeEvery: 26, evaluateEvery: 26 },
};

const workers: Worker[] = [];
afterAll(() => {
  for (const worker of workers) worker.terminate();
});

type Start = Omit<Extract<Command, { type: "start" }>, "type" | "engine">;

/** A worker as the page has it; every run is awaited to its end. */
function openWorker(): (start: Start) => Promise<readonly TrainEvent[]> {
  const worker = new Worker(new URL("../worker/train.worker.ts", import.meta.url), { type: "module" });
  workers.push(worker);
  return (start) =>
    new Promise((resolve, reject) => {
      const events: TrainEvent[] = [];
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        const message: WorkerMessage = parseWorkerMessage(data);
        if (message.type === "error") reject(new Error(message.error.message));
        if (message.type !== "events") return;
        events.push(...message.events);
        const end = message.events.find(({ type }) => type === "finished" || type === "failed");
        if (end !== undefined) resolve(events);
      };
      worker.postMessage({ type: "start", engine: "compiled", ...start } satisfies Command);
    });
}

/** Every number of a run but the times, as its record has it. */
function curves(run: string, experiment: Experiment, events: readonly TrainEvent[]): unknown {
  const record = events.reduce(foldRun, newRun(run, experiment));
  const series = repeatableColumns(record);
  return {
    ...Object.fromEntries(series.map(({ name, series: one }) => [name, points(one)])),
    final: record.arms.map(({ final }) => final),
    samples: record.arms.map(({ samples }) => samples),
    phase: record.phase,
    step: record.step,
  };
}

/** For the tests to which it does not matter what the worker did before: an engine takes seconds to open. */
let common: ReturnType<typeof openWorker> | undefined;
const shared = (): ReturnType<typeof openWorker> => (common ??= openWorker());

const name = (): string => `b-${crypto.randomUUID()}`;
const restartOf = (events: readonly TrainEvent[]) => events.find((event) => event.type === "restarted");
const trained = (events: readonly TrainEvent[]): number => {
  const from = events.findIndex(({ type }) => type === "restarted");
  return events.slice(from + 1).filter(({ type }) => type === "step").length;
};

describe("a run that goes on from a diverged one", { timeout: 120_000 }, () => {
  it("is bit for bit what a fresh run of its experiment gives, from memory and from storage", async () => {
    const first = shared();
    const kept = name();
    const diverged = await first({ run: kept, experiment: wild, keep: "new", snapshotEvery: 30 });
    const end = diverged.at(-1);
    expect(end).toMatchObject({ type: "finished", reason: "diverged", divergence: { kind: /./ } });
    const at = end?.step ?? 0;
    expect(at).toBeGreaterThan(80);
    const cut = at - 50;
    const milder: Experiment = { ...wild, training: { ...wild.training, cuts: [cut] } };

    const branched = name();
    const resumed = await first({
      run: branched,
      experiment: milder,
      keep: "new",
      snapshotEvery: 30,
      branchOf: { run: kept, step: cut },
    });
    expect(restartOf(resumed)).toMatchObject({ error: { code: "branched" } });
    const from = restartOf(resumed)?.step ?? 0;
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThanOrEqual(cut);
    expect(resumed.every(({ run }) => run === branched)).toBe(true);

    const fresh = await first({ run: name(), experiment: milder });
    expect(trained(resumed)).toBeLessThan(trained(fresh));
    const reference = fresh.map((event) => ({ ...event, run: "f" }));
    expect(curves(branched, milder, resumed)).toEqual(curves("f", milder, reference));

    // Another visit has the two kept snapshots alone.
    const second = openWorker();
    const later = await second({ run: "f", experiment: milder, branchOf: { run: kept, step: cut } });
    expect(restartOf(later)).toMatchObject({ step: from, error: { code: "branched" } });
    expect(curves("f", milder, later)).toEqual(curves("f", milder, reference));
  });

  it("starts again, and says so, when nothing old enough is at hand", async () => {
    const start = shared();
    const short: Experiment = { ...smoke, training: { ...smoke.training, budget: 12 } };
    const whole = await start({ run: "x", experiment: short });
    const anew = await start({ run: "y", experiment: short, branchOf: { run: "nowhere", step: 10 } });
    expect(restartOf(anew)).toMatchObject({ step: 0, error: { code: "anew" } });
    expect(curves("y", short, anew)).toEqual(curves("x", short, whole));
  });

  it("finds its beginning in memory where no storage keeps it", async () => {
    const start = shared();
    const longer: Experiment = { ...smoke, training: { ...smoke.training, budget: 60, cuts: [] } };
    await start({ run: "x", experiment: longer });
    const cut: Experiment = { ...longer, training: { ...longer.training, cuts: [55] } };
    const branched = await start({ run: "y", experiment: cut, branchOf: { run: "x", step: 55 } });
    expect(restartOf(branched)).toMatchObject({ error: { code: "branched" } });
    // Which states are in memory depends on how long steps take: the last one before 55, not the beginning.
    const from = restartOf(branched)?.step ?? 0;
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThanOrEqual(55);
    const fresh = await start({ run: "z", experiment: cut });
    expect(trained(branched)).toBe(60 - from);
    expect(curves("y", cut, branched)).toEqual(curves("z", cut, fresh));
  });
});

describe("a run at a chosen pace", () => {
  it("takes its time, follows a change at once, and has the same numbers", async () => {
    const short: Experiment = { ...smoke, training: { ...smoke.training, budget: 12 } };
    const fast = shared();
    const reference = await fast({ run: "r", experiment: short });
    const began = performance.now();
    const slow = fast({ run: "s", experiment: short, pace: 2 });
    // Eleven waits at two steps a second would take over five seconds.
    workers[0]?.postMessage({ type: "pace", run: "s", stepsPerSecond: 20 } satisfies Command);
    const events = await slow;
    const took = performance.now() - began;
    expect(curves("s", short, events)).toEqual(curves("r", short, reference));
    expect(took).toBeGreaterThan(500);
    const steps = events.flatMap((event) => (event.type === "step" ? [event.stepMs] : []));
    expect(steps).toHaveLength(12);
    // What is waited between two steps belongs to the pace that a viewer sees.
    expect(steps.slice(1).reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(11 * 45);
  });

  it("stops waiting when it is paused or ended", async () => {
    const start = shared();
    const long: Experiment = { ...smoke, training: { ...smoke.training, budget: 400 } };
    const run = start({ run: "p", experiment: long, pace: 1 });
    const began = performance.now();
    workers[0]?.postMessage({ type: "stop", run: "p" } satisfies Command);
    expect((await run).at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
