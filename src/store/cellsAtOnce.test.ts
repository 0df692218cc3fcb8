import { expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import type { Capabilities } from "../protocol/command";
import { makeSweep } from "../sweep/sweep";
import { cellsAtOnce, untilMachineKnown } from "./cellsAtOnce";
import { labBench } from "./testing/labBench";

const base = findPreset("smoke")?.experiment ?? smallData;
const sweep = makeSweep(base, { sites: ["s1b1"], methods: ["dsn"], seeds: [1] });
const machineOf = (engine: "wasm" | "compiled"): Capabilities => ({
  engine: { engine, backend: engine === "wasm" ? "cpu" : "webgpu", adapter: "" },
  software: true,
  choices: ["auto", "compiled", "wasm"],
});

it("as many as cores in WebAssembly, whether it was asked for or is the fastest here; else one", () => {
  const wasm = machineOf("wasm");
  expect(cellsAtOnce({ engineChoice: "wasm", machine: undefined }, sweep, 4)).toEqual({ engine: "wasm", atOnce: 4 });
  expect(cellsAtOnce({ engineChoice: "auto", machine: wasm }, sweep, 4)).toEqual({ engine: "wasm", atOnce: 4 });
  expect(cellsAtOnce({ engineChoice: "auto", machine: wasm }, sweep, 1)).toEqual({ engine: "wasm", atOnce: 1 });
  for (const [engineChoice, machine] of [
    ["auto", machineOf("compiled")],
    ["auto", undefined],
    ["compiled", wasm],
    ["tfjs-cpu", wasm],
  ] as const) {
    expect(cellsAtOnce({ engineChoice, machine }, sweep, 4)).toEqual({ engine: engineChoice, atOnce: 1 });
  }
});

it("fewer where each would hold many pictures", () => {
  const dataset = { ...base.dataset, size: "32", train: 20_000, test: 20_000 } as typeof base.dataset;
  const large = { ...sweep, base: { ...base, dataset } };
  // 40,000 pictures of 3,072 bytes, eight times in a gibibyte.
  expect(cellsAtOnce({ engineChoice: "wasm", machine: undefined }, large, 64).atOnce).toBe(8);
});

it("who asks before the machine is known waits until it is, or cannot be", async () => {
  for (const update of [
    { type: "capabilities", capabilities: machineOf("wasm") },
    { type: "fault", error: { code: "worker", message: "" } },
  ] as const) {
    const { store, say } = labBench();
    const told: string[] = [];
    const waiting = untilMachineKnown(store).then(() => told.push("known"));
    await Promise.resolve();
    expect(told).toEqual([]);
    say(update);
    await waiting;
    expect(told).toEqual(["known"]);
    await untilMachineKnown(store);
  }
});
