import { beforeAll, describe, expect, it, test } from "vitest";
import { datasets } from "../catalog/datasets";
import { dhmArm, findPreset, plainArm, smallData } from "../experiment/presets";
import type { Experiment } from "../experiment/experiment";
import { HALF, cosine, splitHalf, sumGram } from "../graph/agreement";
import type { RunSnapshot } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues } from "../schema/field";
import type { Engine } from "../engine/engine";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { openWasm } from "../engine/wasm/openWasm";
import { filesConfig } from "../catalog/datasets/filesConfig";
import { imagesInMemory } from "../data/files/imagesInMemory";
import { drawnSet, importFiles, numpyFiles } from "../data/files/testing/containers";
import type { TrainEnvironment } from "./trainEnvironment";
import { trainToEnd } from "./testing/trainToEnd";
import { train } from "./trainer";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const short: Experiment = {
  ...smoke,
  backbone: { kind: "resnet", depth: 8, width: 2, shortcut: "A", block: "basic" },
  training: { ...smoke.training, budget: 6, batchSize: 4 },
  measure: { ...smoke.measure, evaluateEvery: 4, evaluateImages: 10, probeEvery: 3 },
  dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 40, test: 20 },
};

let engine: Engine;
beforeAll(async () => {
  engine = await openWasm();
});

const run = (experiment: Experiment, options: Partial<TrainEnvironment> = {}): Promise<TrainEvent[]> =>
  trainToEnd(experiment, engine, options);

const explosive: Experiment = {
  ...short,
  optimizer: { ...short.optimizer, lr: 10, decay: 1 } as Experiment["optimizer"],
  training: { ...short.training, budget: 40, schedule: "constant", warmup: 0 },
};

/** The run that most tests compare with; computed once. */
let reference: Promise<TrainEvent[]> | undefined;
const shortRun = (): Promise<TrainEvent[]> => (reference ??= run(short));

const ofType = <T extends TrainEvent["type"]>(
  events: readonly TrainEvent[],
  type: T,
): Extract<TrainEvent, { type: T }>[] =>
  events.filter((event): event is Extract<TrainEvent, { type: T }> => event.type === type);

test("a batch without a labelled image has no loss on the labels and no accuracy: gaps, and no divergence", async () => {
  const few: Experiment = {
    ...short,
    dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 160, test: 20 },
    training: { ...short.training, labelled: 0.05 },
    measure: { ...short.measure, evaluateEvery: 100, probeEvery: 0 },
  };
  const events = await run({ ...few, arms: [few.arms[1] ?? dhmArm(1, "s1b1")] });
  const steps = ofType(events, "step").flatMap(({ arms }) => arms);
  const gaps = steps.filter(({ accuracy }) => accuracy.some(Number.isNaN));
  expect(gaps.length).toBeGreaterThan(0);
  expect(gaps.length).toBeLessThan(steps.length);
  for (const { losses, total, accuracy } of gaps) {
    expect(accuracy.every(Number.isNaN)).toBe(true);
    expect(total).toBeNaN();
    // Cross-entropies of three heads, then six terms of mimicking, which need no label.
    expect(losses.slice(0, 3).every(Number.isNaN)).toBe(true);
    expect(losses.slice(3).every(Number.isFinite)).toBe(true);
  }
  const whole = steps.filter(({ accuracy }) => !accuracy.some(Number.isNaN));
  expect(whole.every(({ losses }) => losses.every((loss) => Number.isFinite(loss)))).toBe(true);
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed" });
  expect(parseEvent(ofType(events, "step")[0])).toBeDefined();
});

describe("train", () => {
  it("tells a whole run in step order and ends it once", async () => {
    const events = await shortRun();
    for (const event of events) expect(() => parseEvent(structuredClone(event))).not.toThrow();
    expect(ofType(events, "step").map((event) => event.step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.map((event) => event.step)).toEqual(events.map((event) => event.step).toSorted((a, b) => a - b));
    expect(events.filter((event) => event.type === "finished" || event.type === "failed")).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 6 });
    expect(ofType(events, "probe").map((event) => event.step)).toEqual([0, 3]);
    expect(ofType(events, "evaluation").map(({ step, final, images }) => [step, final, images])).toEqual([
      [4, false, 10],
      [6, true, 20],
    ]);
    const [started] = ofType(events, "started");
    expect(started?.arms.map((arm) => arm.branches)).toEqual([
      ["main", "s1b1", "s2b1"],
      ["main", "s1b1", "s2b1"],
    ]);
    expect(ofType(events, "preparing").at(-1)).toMatchObject({ what: "data", done: 60, total: 60 });
  });

  it("replays the same numbers", async () => {
    expect(await run(short)).toEqual(await shortRun());
  });

  it("pairs the arms: what one arm computes does not depend on the others", async () => {
    const both = ofType(await shortRun(), "step");
    const alone = ofType(await run({ ...short, arms: short.arms.slice(1) }), "step");
    expect(both.map((event) => event.arms[1])).toEqual(alone.map((event) => event.arms[0]));
  });

  it("trains a plain trunk the same with observers and without", async () => {
    const watched = ofType(await run({ ...short, arms: [plainArm("s1b1", "s2b1")] }), "step");
    const bare = ofType(await run({ ...short, arms: [plainArm()] }), "step");
    expect(watched.map((event) => event.arms[0]?.losses[0])).toEqual(bare.map((event) => event.arms[0]?.losses[0]));
  });

  it("is not changed by probing or by evaluating", async () => {
    const quiet = { ...short, measure: { ...short.measure, probeEvery: 0, evaluateEvery: 1000 } };
    const steps = ofType(await shortRun(), "step");
    expect(ofType(await run(quiet), "step").map((event) => event.arms)).toEqual(steps.map((event) => event.arms));
  });

  it("stops early without changing the schedule", async () => {
    const whole = ofType(await shortRun(), "step");
    const events = await run(short, { stopAt: 2 });
    expect(ofType(events, "step").map((event) => event.arms)).toEqual(whole.slice(0, 2).map((event) => event.arms));
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped", step: 2 });
    expect(ofType(events, "evaluation").at(-1)).toMatchObject({ final: true, step: 2 });
  });

  it("continues from a snapshot as if it had never stopped", async () => {
    const snapshots: RunSnapshot[] = [];
    const whole = await run(short, { snapshotEvery: 2, onSnapshot: (snapshot) => snapshots.push(snapshot) });
    expect(snapshots.map((snapshot) => snapshot.step)).toEqual([2, 4, 6]);
    const resumeFrom = snapshots[1];
    if (resumeFrom === undefined) throw new Error("no snapshot");
    const rest = await run(short, { resumeFrom });
    const after = (event: TrainEvent): boolean => event.type === "step" && event.step > 4;
    expect(rest.filter(after)).toEqual(whole.filter(after));
    expect(ofType(rest, "evaluation").at(-1)).toEqual(ofType(whole, "evaluation").at(-1));
  });

  it("tells a state by time as well, where steps are slow, and with the same numbers", async () => {
    const told: number[] = [];
    let clock = 0;
    // Every look at the clock is four seconds after the one before it.
    const now = (): number => (clock += 4000);
    const slow = await run(short, { now, snapshotEvery: 100, onSnapshot: ({ step }) => told.push(step) });
    expect(told.length).toBeGreaterThan(2);
    expect(told[0]).toBeLessThan(4);
    const arms = (events: readonly TrainEvent[]) => ofType(events, "step").map((event) => event.arms);
    expect(arms(slow)).toEqual(arms(await shortRun()));
  });

  it("is the same up to a cut, and goes on with a third of the rate", async () => {
    const whole = ofType(await shortRun(), "step");
    const cut = ofType(await run({ ...short, training: { ...short.training, cuts: [3] } }), "step");
    expect(cut.slice(0, 3)).toEqual(whole.slice(0, 3));
    cut.slice(3).forEach(({ learningRate }, index) => {
      expect(learningRate * 3).toBeCloseTo(whole[index + 3]?.learningRate ?? 0, 12);
    });
    expect(cut[5]?.arms).not.toEqual(whole[5]?.arms);
  });

  it("measures agreement of every branch with main, and the split-half reference", async () => {
    const [probe] = ofType(await shortRun(), "probe");
    const [record] = probe?.arms ?? [];
    if (record === undefined) throw new Error("no probe");
    const labels = ["ce/main", "ce/s1b1", "ce/s2b1", HALF];
    expect(record.losses).toEqual([...labels, "whole/main", "whole/s1b1", "whole/s2b1"]);
    const gram = sumGram(record, ({ stage }) => stage === "s1");
    const agreement = cosine(gram, "ce/main", "ce/s1b1");
    expect(Math.abs(agreement ?? 2)).toBeLessThan(1);
    expect(splitHalf(gram)).not.toBeNull();
    const late = sumGram(record, ({ stage }) => stage === "s2");
    expect(cosine(late, "ce/main", "ce/s1b1"), "stage 2 lies behind the fork").toBeNull();
  });

  it("adds a reference probe on fixed images when asked", async () => {
    const probes = ofType(await run(short, { referenceProbe: true, stopAt: 1 }), "probe");
    expect(probes.map(({ kind, batch }) => [kind, batch])).toEqual([
      ["live", undefined],
      ["reference", 0],
    ]);
  });

  it("names arm, step, the first bad tensor and the term that showed it when a run diverges", async () => {
    const last = (await run(explosive)).at(-1);
    if (last?.type !== "finished") throw new Error("the run did not end");
    expect(last).toMatchObject({ reason: "diverged", divergence: { arm: /^[AB]$/, kind: "activation" } });
    expect(last.divergence?.term).toMatch(/^(ce|kl)\//);
    // A node of the network whose inputs were still in order: no loss, and nothing behind the first bad tensor.
    expect(last.divergence?.what).toMatch(/^(s[123]b1|stem|branch|head|main)/);
    expect(last.divergence?.step).toBeLessThanOrEqual(last.step);
  });

  it("names the same tensor from a held state as from the beginning", async () => {
    const [whole, held] = [await run(explosive), await run(explosive, { snapshotEvery: 1 })];
    expect(held.at(-1)).toEqual(whole.at(-1));
  });

  it("finds a parameter that is no number while every loss still is one", async () => {
    const snapshots: RunSnapshot[] = [];
    await run(short, { stopAt: 2, onSnapshot: (snapshot) => snapshots.push(snapshot) });
    const [from] = snapshots;
    if (from === undefined) throw new Error("no snapshot");
    // A running variance serves evaluations alone, so that training goes on as if nothing was wrong.
    from.arms[1]?.tensors.get("s1b1.norm1.variance")?.fill(Number.NaN, 0, 1);
    const events = await run(short, { resumeFrom: from });
    const last = events.at(-1);
    expect(last).toMatchObject({
      type: "finished",
      reason: "diverged",
      divergence: { arm: "B", what: "s1b1.norm1.variance", kind: "statistic", value: "NaN" },
    });
    for (const { arms } of ofType(events, "step")) {
      for (const { losses } of arms) expect(losses.every(Number.isFinite)).toBe(true);
    }
    expect(last?.step).toBe(4);
  });

  it("ends once no arm has done better for as many evaluations as its patience, and every replay there", async () => {
    const patient: Experiment = {
      ...short,
      // At this rate nothing is learnt.
      optimizer: { ...short.optimizer, lr: 1e-9 } as Experiment["optimizer"],
      training: { ...short.training, budget: 12, patience: 2 },
      measure: { ...short.measure, evaluateEvery: 2, probeEvery: 0 },
    };
    const snapshots: RunSnapshot[] = [];
    const events = await run(patient, { snapshotEvery: 2, onSnapshot: (snapshot) => snapshots.push(snapshot) });
    expect(events.at(-1)).toMatchObject({ reason: "completed", step: 6, early: { evaluations: 2 } });
    expect(ofType(events, "evaluation").map(({ step, final }) => [step, final])).toEqual([
      [2, false],
      [4, false],
      [6, false],
      [6, true],
    ]);
    expect(snapshots.map(({ step, progress }) => [step, progress?.since])).toEqual([
      [2, 0],
      [4, 1],
      [6, 2],
      [6, 2],
    ]);
    for (const resumeFrom of snapshots) {
      expect((await run(patient, { resumeFrom })).at(-1), `from step ${resumeFrom.step}`).toEqual(events.at(-1));
    }
  });

  it("watches validation images, and reads the test set once, at the end", async () => {
    const watched: Experiment = {
      ...short,
      training: { ...short.training, validation: 0.25, patience: 2, budget: 12 },
      optimizer: { ...short.optimizer, lr: 1e-9 } as Experiment["optimizer"],
      measure: { ...short.measure, evaluateEvery: 2, evaluateImages: 8, probeEvery: 0 },
    };
    const events = await run(watched);
    expect(ofType(events, "evaluation").map(({ step, split, final, images }) => [step, split, final, images])).toEqual([
      [2, "validation", false, 8],
      [4, "validation", false, 8],
      [6, "validation", false, 8],
      [6, "validation", true, 10],
      [6, undefined, true, 20],
    ]);
    for (const event of events) expect(parseEvent(event)).toEqual(event);
    // Every head's temperature comes from the validation images, and is told with the test images alone.
    const [last, before] = ofType(events, "evaluation").toReversed();
    expect(before?.calibrated).toBeUndefined();
    const heads = last?.arms.map(({ accuracy }) => Object.keys(accuracy ?? {}));
    expect(last?.calibrated?.map(Object.keys)).toEqual(heads);
    for (const { temperature, ece, nll } of last?.calibrated?.flatMap((arm) => Object.values(arm)) ?? []) {
      expect(temperature).toBeGreaterThan(0);
      expect(ece).toBeLessThanOrEqual(1);
      expect(nll).toBeGreaterThan(0);
    }
    // Of 40 images 10 are set apart: 7 whole batches of 4 are left of the 30 others.
    expect(ofType(events, "started")[0]?.stepsPerEpoch).toBe(7);
  });

  it("watches a set's own validation images, and trains on all of its training images", async () => {
    const { manifest, splits } = await importFiles(
      numpyFiles({ train: drawnSet(40, 8, 3, 4, 1), test: drawnSet(12, 8, 3, 4, 2), val: drawnSet(10, 8, 3, 4, 3) }),
    );
    const own: Experiment = {
      ...short,
      dataset: filesConfig(manifest),
      training: { ...short.training, budget: 4 },
      measure: { ...short.measure, evaluateEvery: 2, evaluateImages: 8, probeEvery: 0 },
    };
    const events = await run(own, { cache: imagesInMemory(manifest, splits) });
    expect(ofType(events, "evaluation").map(({ step, split, final, images }) => [step, split, final, images])).toEqual([
      [2, "validation", false, 8],
      [4, "validation", true, 10],
      [4, undefined, true, 12],
    ]);
    expect(ofType(events, "started")[0]?.stepsPerEpoch).toBe(10);
    for (const event of events) expect(parseEvent(event)).toEqual(event);
  });

  it("sets the same images apart for tfjs, which makes its batches on the processor", async () => {
    const watched: Experiment = {
      ...short,
      training: { ...short.training, validation: 0.25, budget: 3 },
      measure: { ...short.measure, evaluateEvery: 3, evaluateImages: 10, probeEvery: 0 },
    };
    const answers = async (openEngine: () => Promise<Engine>) =>
      ofType(await run(watched, { openEngine }), "evaluation").map(({ split, images, arms }) => [
        split,
        images,
        arms.map(({ accuracy }) => accuracy),
      ]);
    const here = await answers(() => Promise.resolve(engine));
    expect(here.map(([split, images]) => [split, images])).toEqual([
      ["validation", 10],
      [undefined, 20],
    ]);
    expect(await answers(openCpuEngine)).toEqual(here);
  });

  it("stops when it is told to, and says so", async () => {
    const abort = new AbortController();
    const events: TrainEvent[] = [];
    const environment = { run: "r", now: () => 0, signal: abort.signal, openEngine: () => Promise.resolve(engine) };
    for await (const event of train(short, environment)) {
      events.push(event);
      if (event.type === "step" && event.step === 2) abort.abort();
    }
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
  });

  it("tells a fault as an event, never as an exception", async () => {
    const broken = { ...short, arms: [plainArm("s9b9")] };
    expect((await run(broken)).at(-1)).toMatchObject({ type: "failed", error: { code: "site" } });
    const events = await run(short, { openEngine: () => Promise.reject(new Error("no engine works here")) });
    expect(events.at(-1)).toMatchObject({ type: "failed", error: { message: "no engine works here" } });
  });
});
