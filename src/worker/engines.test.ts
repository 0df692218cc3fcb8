import { describe, expect, it } from "vitest";
import type { EngineChoice, EngineName } from "../protocol/engineChoice";
import type { Reason } from "../protocol/event";
import type { EngineTrials } from "../protocol/trialSchema";
import { capabilitiesOf, createEngines } from "./engines";
import { createCountingEngine, type CountingEngine } from "../engine/testing/countingEngine";

function opened() {
  const list: [EngineChoice, CountingEngine][] = [];
  /** How many opened engines were not disposed of when another one was opened. */
  const alive: number[] = [];
  const engines = createEngines((choice) => {
    alive.push(list.filter(([, engine]) => !engine.disposed).length);
    const engine = createCountingEngine();
    list.push([choice, engine]);
    return Promise.resolve(engine);
  });
  return { engines, list, alive };
}

describe("engines", () => {
  it("stay open from run to run", async () => {
    const { engines, list } = opened();
    expect(engines.inUse).toBeUndefined();
    const first = await engines.open("auto");
    expect(await engines.open("auto")).toBe(first);
    expect([list.length, engines.inUse]).toEqual([1, first]);
  });

  it("are open one at a time", async () => {
    const { engines, list, alive } = opened();
    for (const choice of ["auto", "tfjs-cpu", "auto"] as const) await engines.open(choice);
    expect(list.map(([choice, { disposed }]) => [choice, disposed])).toEqual([
      ["auto", true],
      ["tfjs-cpu", true],
      ["auto", false],
    ]);
    expect(alive).toEqual([0, 0, 0]);
  });

  it("are replaced once they are lost, and give back what they held", async () => {
    const { engines, list } = opened();
    await engines.open("auto");
    list[0]?.[1].lose(new Error("out of memory"));
    const second = await engines.open("auto");
    expect(second).toBe(list[1]?.[1]);
    expect([list[0]?.[1].disposed, engines.inUse]).toEqual([true, second]);
  });

  it("are told the kernels that were chosen before, whichever is opened next, and that they are to be chosen again", async () => {
    const heard: string[] = [];
    const table = { machine: "m", shapes: {} };
    const tuning = { table, recall: () => void heard.push("recall"), forget: () => void heard.push("forget") };
    const engines = createEngines(() => Promise.resolve({ ...createCountingEngine(), tuning }));
    engines.recallTuning(table);
    expect(heard).toEqual([]);
    await engines.open("auto");
    await engines.open("compiled");
    expect(heard).toEqual(["recall", "recall"]);
    engines.tuneAgain();
    expect(heard.at(-1)).toBe("forget");
    await engines.open("auto");
    expect(heard).toHaveLength(3);
  });

  it("that did not open are tried again", async () => {
    let fails = true;
    const engines = createEngines(() =>
      fails ? Promise.reject(new Error("no adapter")) : Promise.resolve(createCountingEngine()),
    );
    await expect(engines.open("auto")).rejects.toThrow("no adapter");
    expect(engines.inUse).toBeUndefined();
    fails = false;
    expect(await engines.open("auto")).toBe(engines.inUse);
  });
});

describe("the default engine", () => {
  const found: EngineTrials = { machine: "m", multiplyAddsPerStep: 1, trials: [] };

  /** What was known at each opening. */
  function choosing() {
    const known: (EngineTrials | undefined)[] = [];
    const engines = createEngines((choice, options) => {
      known.push(options.known);
      return Promise.resolve({ ...createCountingEngine(), ...(choice === "auto" ? { trials: found } : {}) });
    });
    return { engines, known };
  }

  it("is found once, whatever runs in between", async () => {
    const { engines, known } = choosing();
    for (const choice of ["auto", "tfjs-cpu", "auto"] as const) await engines.open(choice);
    expect(known).toEqual([undefined, found, found]);
  });

  it("is the one of an earlier visit, unless one was found since", async () => {
    const { engines, known } = choosing();
    const earlier = { ...found, machine: "earlier" };
    engines.recall(earlier);
    await engines.open("auto");
    engines.recall(earlier);
    await engines.open("tfjs-cpu");
    expect(known).toEqual([earlier, found]);
  });

  it("is found anew once it is forgotten", async () => {
    const { engines, known } = choosing();
    const first = await engines.open("auto");
    engines.forget();
    expect(await engines.open("auto")).not.toBe(first);
    expect(known).toEqual([undefined, undefined]);
  });

  it("comes back after a run that had to pass over it", async () => {
    const { engines, known } = choosing();
    const first = await engines.open("auto");
    const passed = new Map<EngineName, Reason>([["wasm", { code: "memoryRefused", bytes: 9 }]]);
    const other = await engines.open("auto", passed);
    expect(other).not.toBe(first);
    expect(await engines.open("auto", passed)).toBe(other);
    expect(await engines.open("auto")).not.toBe(other);
    expect(known).toHaveLength(3);
  });
});

it("the machine's choices know what was tried, whichever engine was taken", () => {
  const record = { engine: "wasm", backend: "cpu", adapter: "" } as const;
  const compiled = { engine: "compiled", backend: "webgpu", adapter: "x" } as const;
  const engine = { ...createCountingEngine(), record };
  const after = (trials: EngineTrials["trials"]) =>
    capabilitiesOf({ ...engine, trials: { machine: "m", multiplyAddsPerStep: 1, trials } });
  const both = after([
    { engine: "compiled", record: compiled, software: false, stepMs: 20 },
    { engine: "wasm", record, software: true, stepMs: 10 },
  ]);
  expect(both.choices).toEqual(["auto", "compiled", "wasm", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"]);
  expect(both.software).toBe(false);
  const alone = after([
    { engine: "compiled", why: { code: "noAdapter" } },
    { engine: "wasm", record, software: true, stepMs: 10 },
  ]);
  expect(alone).toMatchObject({ choices: ["auto", "wasm", "tfjs-cpu"], software: true });
  const refused = capabilitiesOf({
    ...engine,
    record: compiled,
    trials: {
      machine: "m",
      multiplyAddsPerStep: 1,
      trials: [
        { engine: "compiled", record: compiled, stepMs: 20 },
        { engine: "wasm", why: { code: "noVectors" } },
      ],
    },
  });
  expect(refused.choices).not.toContain("wasm");
});

it("the machine's choices follow from the engine that it took", () => {
  const engine = createCountingEngine();
  const choices = (backend: "webgpu" | "webgl" | "cpu") =>
    capabilitiesOf({ ...engine, record: { ...engine.record, backend } }).choices;
  expect(choices("webgpu")).toEqual(["auto", "compiled", "wasm", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"]);
  expect(choices("webgl")).toEqual(["auto", "wasm", "tfjs-webgl", "tfjs-cpu"]);
  expect(choices("cpu")).toEqual(["auto", "wasm", "tfjs-cpu"]);
});
