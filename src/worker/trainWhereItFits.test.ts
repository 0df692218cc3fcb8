import { expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import type { EngineChoice, EngineName } from "../protocol/engineChoice";
import type { EngineRecord, Reason, TrainEvent } from "../protocol/event";
import { FaultError } from "../protocol/faultError";
import { createCountingEngine } from "../engine/testing/countingEngine";
import { trainWhereItFits } from "./trainWhereItFits";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const experiment = { ...smoke, training: { ...smoke.training, budget: 3 } };
const wasm: EngineRecord = { engine: "wasm", backend: "cpu", adapter: "" };
const compiled: EngineRecord = { engine: "compiled", backend: "webgpu", adapter: "x" };
const noMemory = { code: "memoryRefused", bytes: 9 } as const;

/** Trains where WebAssembly, which comes first, has no room; and the other engine only if that is said. */
async function told(choice: EngineChoice, fault: Reason = noMemory, otherHasRoom = true) {
  const passes: (readonly EngineName[])[] = [];
  const engines = {
    open(_choice: EngineChoice, passed: ReadonlyMap<EngineName, Reason> = new Map()) {
      passes.push([...passed.keys()]);
      const isOther = passed.has("wasm");
      const engine = createCountingEngine();
      const record = isOther ? compiled : wasm;
      const hasRoom = isOther && otherHasRoom;
      return Promise.resolve({
        ...engine,
        record,
        create: hasRoom ? engine.create : () => Promise.reject(new FaultError(fault)),
      });
    },
  };
  const events: TrainEvent[] = [];
  const environment = { run: "r", now: () => 0, signal: new AbortController().signal };
  for await (const event of trainWhereItFits(experiment, choice, engines, environment)) events.push(event);
  return { events, passes };
}

it("a run that finds no room on the default engine is trained on the next one, and nothing is told of it", async () => {
  const { events, passes } = await told("auto");
  expect(passes).toEqual([[], ["wasm"]]);
  expect(events.map(({ type }) => type)).not.toContain("failed");
  expect(events.find((event) => event.type === "started")).toMatchObject({ engine: compiled });
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 3 });
});

it("a run that finds no room in its midst goes on from its newest state on the next engine", async () => {
  const opened: EngineRecord[] = [];
  const engines = {
    open(_choice: EngineChoice, passed: ReadonlyMap<EngineName, Reason> = new Map()) {
      const engine = createCountingEngine();
      const record = passed.has("wasm") ? compiled : wasm;
      opened.push(record);
      const create: typeof engine.create = async (plan) => {
        const executor = await engine.create(plan);
        const { step } = executor;
        let count = 0;
        const full = async (...input: Parameters<typeof step>) => {
          count += 1;
          if (count > 3) throw new FaultError(noMemory);
          return await step(...input);
        };
        return record === wasm ? { ...executor, step: full } : executor;
      };
      return Promise.resolve({ ...engine, record, create });
    },
  };
  const environment = { run: "r", now: () => 0, signal: new AbortController().signal, snapshotEvery: 2 };
  const longer = { ...experiment, training: { ...experiment.training, budget: 6 } };
  const events: TrainEvent[] = [];
  for await (const event of trainWhereItFits(longer, "auto", engines, environment)) events.push(event);
  expect(opened).toEqual([wasm, compiled]);
  const at = events.findIndex(({ type }) => type === "restarted");
  expect(events[at]).toMatchObject({ step: 2, error: { fault: noMemory } });
  const steps = (from: number, to?: number) =>
    events.slice(from, to).flatMap((e) => (e.type === "step" ? [e.step] : []));
  expect(steps(0, at)).toEqual([1, 2, 3]);
  expect(steps(at)).toEqual([3, 4, 5, 6]);
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 6 });
  expect(events.map(({ type }) => type)).not.toContain("failed");
});

it("a run whose engine was asked for by name says that it finds no room there", async () => {
  const { events, passes } = await told("wasm");
  expect(passes).toEqual([[]]);
  expect(events.at(-1)).toMatchObject({ type: "failed", error: { fault: noMemory } });
});

it("a run that fits nowhere says so, and what is wrong in another way is not tried elsewhere", async () => {
  const nowhere = await told("auto", noMemory, false);
  expect(nowhere.events.filter(({ type }) => type === "failed")).toHaveLength(1);
  expect(nowhere.passes).toEqual([[], ["wasm"], ["wasm", "compiled"]]);
  const teacher = await told("auto", { code: "noTeacher", key: "0123456789abcdef" });
  expect(teacher.passes).toEqual([[]]);
  expect(teacher.events.at(-1)).toMatchObject({ type: "failed", error: { fault: { code: "noTeacher" } } });
});
