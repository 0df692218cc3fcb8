import { afterEach, describe, expect, it, vi } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import type { Engine } from "../engine/engine";
import { openByName } from "../engine/openEngine";
import { train } from "./trainer";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const short = { ...smoke, training: { ...smoke.training, budget: 14 }, measure: { ...smoke.measure, probeEvery: 5 } };

/** Every device that was opened, so that a test can take one away. */
const devices: GPUDevice[] = [];
const request = GPUAdapter.prototype.requestDevice;
vi.spyOn(GPUAdapter.prototype, "requestDevice").mockImplementation(async function (this: GPUAdapter, descriptor) {
  const device = await request.call(this, descriptor);
  devices.push(device);
  return device;
});

const opened: Engine[] = [];
afterEach(() => {
  for (const engine of opened.splice(0)) engine.dispose();
});

async function run(onEvent: (event: TrainEvent) => void): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  let engine: Engine | undefined;
  const environment = {
    run: "r",
    now: () => 0,
    signal: new AbortController().signal,
    snapshotEvery: 4,
    async openEngine() {
      if (engine === undefined || engine.fault() !== undefined) opened.push((engine = await openByName("compiled")));
      return engine;
    },
  };
  for await (const event of train(short, environment)) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

/** Folds restarts as a reader must: what came after the restart's step is void. */
function settled(events: readonly TrainEvent[]): TrainEvent[] {
  const kept: TrainEvent[] = [];
  for (const event of events) {
    if (event.type === "restarted") {
      while ((kept.at(-1)?.step ?? -1) > event.step) kept.pop();
    } else if (event.type === "step" || event.type === "evaluation" || event.type === "probe") {
      kept.push({ ...event, ...("probeMs" in event ? { probeMs: 0 } : {}) });
    }
  }
  const seen = new Set<string>();
  return kept.filter((event) => {
    const key = `${event.type} ${event.step}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** The run without a loss; opened engines are costly, so it is computed once. */
let whole: Promise<TrainEvent[]> | undefined;

describe("a lost device", () => {
  it.each([1, 9])("is replaced after step %i, and the run ends with the same numbers", async (at) => {
    const undisturbed = await (whole ??= run(() => undefined));
    let lost = false;
    const events = await run((event) => {
      if (lost || event.type !== "step" || event.step !== at) return;
      lost = true;
      devices.at(-1)?.destroy();
    });
    const restart = events.find((event) => event.type === "restarted");
    expect(restart).toMatchObject({ error: { code: "device-lost" } });
    expect(at - (restart?.step ?? 0), "steps lost").toBeLessThan(8);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 14 });
    expect(settled(events)).toEqual(settled(undisturbed));
  });

  it("that is lost again and again ends the run with its reason", async () => {
    const events = await run((event) => {
      if (event.type === "started") devices.at(-1)?.destroy();
    });
    expect(events.filter((event) => event.type === "restarted").length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ type: "failed", error: { code: "device-lost" } });
  });
});
