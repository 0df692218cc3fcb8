import { expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import { openByName } from "../engine/openEngine";
import { train } from "../training/trainer";

const smoke = findPreset("smoke")?.experiment ?? smallData;

it("measuring more or less often changes no training bit on the compiled engine", async () => {
  const engine = await openByName("compiled");
  const steps = async (probeEvery: number, evaluateEvery: number): Promise<unknown[]> => {
    const experiment = { ...smoke, measure: { ...smoke.measure, probeEvery, evaluateEvery } };
    const events: TrainEvent[] = [];
    const signal = new AbortController().signal;
    const openSame = (): Promise<typeof engine> => Promise.resolve(engine);
    for await (const event of train(experiment, { run: "r", now: () => 0, signal, openEngine: openSame })) {
      events.push(event);
    }
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed" });
    expect(events.filter((event) => event.type === "probe")).toHaveLength(
      probeEvery === 0 ? 0 : Math.ceil(40 / probeEvery),
    );
    return events.filter((event) => event.type === "step");
  };
  const off = await steps(0, 1000);
  expect(await steps(5, 10)).toEqual(off);
  expect(await steps(25, 7)).toEqual(off);
  engine.dispose();
});
