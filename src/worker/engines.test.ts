import { describe, expect, it } from "vitest";
import type { EngineChoice } from "../protocol/engineChoice";
import { capabilitiesOf, createEngines } from "./engines";
import { createCountingEngine, type CountingEngine } from "./testing/countingEngine";

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

it("the machine's choices follow from the engine that it took", () => {
  const engine = createCountingEngine();
  const choices = (backend: "webgpu" | "webgl" | "cpu") =>
    capabilitiesOf({ ...engine, record: { ...engine.record, backend } }).choices;
  expect(choices("webgpu")).toEqual(["auto", "compiled", "wasm", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"]);
  expect(choices("webgl")).toEqual(["auto", "wasm", "tfjs-webgl", "tfjs-cpu"]);
  expect(choices("cpu")).toEqual(["auto", "wasm", "tfjs-cpu"]);
});
