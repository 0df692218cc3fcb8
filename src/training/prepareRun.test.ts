import { describe, expect, it } from "vitest";
import type { Engine } from "../engine/engine";
import type { ExecutorPlan } from "../engine/executor";
import { findPreset, smallData } from "../experiment/presets";
import { createCountingEngine } from "../engine/testing/countingEngine";
import { trainToEnd } from "./testing/trainToEnd";

const smoke = findPreset("smoke")?.experiment ?? smallData;

/** An engine whose executors are there when the test says so. */
function bench(build: (index: number) => Promise<void>) {
  const counting = createCountingEngine();
  const asked: (Parameters<Engine["create"]>[2] | undefined)[] = [];
  const disposed: number[] = [];
  const engine: Engine = {
    ...counting,
    async create(plan: ExecutorPlan, onProgress, variants) {
      const index = asked.length;
      asked.push(variants);
      await build(index);
      const executor = await counting.create(plan, onProgress);
      return { ...executor, dispose: () => void disposed.push(index) };
    },
  };
  return { engine, asked, disposed };
}

describe("the preparation of a run", () => {
  it("builds the arms side by side", async () => {
    let both = (): void => undefined;
    const together = new Promise<void>((resolve) => (both = resolve));
    const { engine, disposed } = bench((index) => {
      if (index === 1) both();
      // The first waits for the second, which never comes where they are built in turn.
      return together;
    });
    const events = await trainToEnd({ ...smoke, measure: { ...smoke.measure, probeEvery: 0 } }, engine, { stopAt: 1 });
    expect(events.at(-1)).toMatchObject({ type: "finished" });
    expect(disposed.toSorted()).toEqual([0, 1]);
  });

  it("that fails disposes of what comes later, too", async () => {
    const { engine, disposed } = bench((index) =>
      index === 0 ? Promise.reject(new Error("no room")) : new Promise((resolve) => setTimeout(resolve, 30)),
    );
    const events = await trainToEnd(smoke, engine);
    expect(events.at(-1)).toMatchObject({ type: "failed", error: { message: "no room" } });
    expect(disposed).toEqual([1]);
  });

  it("takes the kernels of an earlier run on the same adapter, and no other's", async () => {
    const variants = { "3x3": "p4" };
    const none = { ...smoke, measure: { ...smoke.measure, probeEvery: 0 } };
    for (const [adapter, wanted] of [
      ["", variants],
      ["another card", undefined],
    ] as const) {
      const { engine, asked } = bench(() => Promise.resolve());
      await trainToEnd(none, engine, { stopAt: 1, replayed: { adapter, variants } });
      expect(asked).toEqual([wanted, wanted]);
    }
  });
});
