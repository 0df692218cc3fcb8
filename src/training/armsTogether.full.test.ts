import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTogether } from "../engine/compiled/together";
import { openCompiled } from "../engine/compiled/openCompiled";
import { openDevice, type EngineDevice } from "../engine/device";
import type { Engine } from "../engine/engine";
import { dhmArm, dsnArm, findPreset, plainArm, smallData } from "../experiment/presets";
import type { Experiment } from "../experiment/experiment";
import type { RunSnapshot } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import type { TrainEnvironment } from "./trainEnvironment";
import { train } from "./trainer";

const smoke = findPreset("smoke")?.experiment ?? smallData;
/** Measured often. */
const busy: Experiment = {
  ...smoke,
  arms: [dsnArm("s1b1"), plainArm("s1b1")],
  augmentation: { ...smoke.augmentation, shift: 1 },
  training: { ...smoke.training, budget: 16 },
  measure: { ...smoke.measure, evaluateEvery: 5, probeEvery: 7, ensemble: true, gains: true, features: true },
};
const explosive: Experiment = {
  ...smoke,
  arms: [dhmArm(1, "s1b1"), plainArm("s1b1")],
  optimizer: { ...smoke.optimizer, lr: 10, decay: 1 } as Experiment["optimizer"],
  training: { ...smoke.training, schedule: "constant", warmup: 0 },
};

let device: EngineDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

/** The engine of the software adapter, which trains arms one by one of itself. */
const engine = (): Engine => ({ ...openCompiled(device), dispose: () => undefined });
const steps = { together: 0 };
const engineTogether = (): Engine => ({
  ...engine(),
  async createTogether(plans, onProgress) {
    const made = await createTogether(plans, device, onProgress);
    const step: typeof made.step = (inputs) => {
      steps.together += 1;
      return made.step(inputs);
    };
    return { ...made, step };
  },
});

async function run(experiment: Experiment, open: () => Engine, options: Partial<TrainEnvironment> = {}) {
  const events: TrainEvent[] = [];
  const signal = new AbortController().signal;
  const openEngine = (): Promise<Engine> => Promise.resolve(open());
  for await (const event of train(experiment, { run: "r", now: () => 0, signal, openEngine, ...options })) {
    if (event.type !== "preparing") events.push(event);
  }
  return events;
}

describe("arms that share their dispatches", () => {
  it("give the same events to the last bit, evaluations, probes and what comes behind a restart included", async () => {
    const snapshots: RunSnapshot[] = [];
    const alone = await run(busy, engine, { referenceProbe: true });
    const options = { snapshotEvery: 6, onSnapshot: (snapshot: RunSnapshot) => void snapshots.push(snapshot) };
    const together = await run(busy, engineTogether, { referenceProbe: true, ...options });
    expect(alone.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 16 });
    expect(alone.filter(({ type }) => type === "probe").length).toBeGreaterThan(2);
    expect(together).toEqual(alone);
    expect(steps.together).toBe(16);
    const half = snapshots.find(({ step }) => step > 0 && step < 16);
    if (half === undefined) throw new Error("a snapshot was told on the way");
    const resumed = await run(busy, engineTogether, { referenceProbe: true, resumeFrom: half });
    expect(steps.together).toBe(16 + 16 - half.step);
    const rest = alone.filter(({ type, step }) => type === "step" && step > half.step);
    expect(resumed.filter(({ type }) => type === "step")).toEqual(rest);
    expect(resumed.at(-2)).toEqual(alone.at(-2));
  });

  it("find the tensor with which a run diverged", async () => {
    const alone = await run(explosive, engine);
    expect(alone.at(-1)).toMatchObject({ type: "finished", reason: "diverged" });
    expect(await run(explosive, engineTogether)).toEqual(alone);
  });
});
