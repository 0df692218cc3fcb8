import { expect, it } from "vitest";
import type { EngineRecord } from "../protocol/event";
import { createSpeedBook } from "./speeds";

const compiled: EngineRecord = { engine: "compiled", backend: "webgpu", adapter: "x" };
const slow: EngineRecord = { engine: "tfjs", backend: "cpu", adapter: "" };

function memory(initial: string | null = null) {
  let text = initial;
  return { read: () => text, write: (value: string) => void (text = value) };
}

it("assumes a GPU to be faster than a processor, and the compiled engine faster than tfjs", () => {
  const book = createSpeedBook(memory());
  const gpu = book.speedOf({ engine: compiled, software: false });
  const software = book.speedOf({ engine: compiled, software: true });
  const cpu = book.speedOf({ engine: slow, software: true });
  expect(gpu.msPerMultiplyAdd).toBeLessThan(software.msPerMultiplyAdd);
  expect(software.msPerMultiplyAdd).toBeLessThan(cpu.msPerMultiplyAdd);
  expect(gpu.measured).toBe(false);
  const named = { ...slow, backend: "webgl" as const, adapter: "ANGLE (SwiftShader)" };
  expect(book.speedOf({ engine: named, software: false })).toEqual(book.speedOf({ engine: named, software: true }));
});

it("remembers what was measured, by engine, over visits", () => {
  const kept = memory();
  const machine = { engine: compiled, software: true };
  createSpeedBook(kept).note(machine, { stepMs: 350, multiplyAddsPerStep: 1e9, arms: 2 });
  const next = createSpeedBook(kept);
  expect(next.speedOf(machine)).toMatchObject({ measured: true });
  expect(next.speedOf(machine).msPerMultiplyAdd).toBeCloseTo(3e-7);
  expect(next.speedOf({ engine: slow, software: true }).measured).toBe(false);
});

it("survives whatever stands in the storage", () => {
  for (const text of ["", "{", "[1]", '"x"', '{"compiled/webgpu/x":"fast"}', '{"compiled/webgpu/x":-1}']) {
    expect(createSpeedBook(memory(text)).speedOf({ engine: compiled, software: false }).measured).toBe(false);
  }
});

it("learns nothing from a run that the overhead of its steps bounds", () => {
  const book = createSpeedBook(memory());
  const machine = { engine: compiled, software: true };
  book.note(machine, { stepMs: 60, multiplyAddsPerStep: 1e6, arms: 2 });
  book.note(machine, { stepMs: Number.NaN, multiplyAddsPerStep: 1e9, arms: 2 });
  expect(book.speedOf(machine).measured).toBe(false);
});

it("takes the short test of engines where no run was measured yet, and a run's own speed afterwards", () => {
  const book = createSpeedBook(memory());
  const wasm: EngineRecord = { engine: "wasm", backend: "cpu", adapter: "" };
  const trials = {
    machine: "m",
    multiplyAddsPerStep: 1e8,
    trials: [
      { engine: "compiled" as const, record: compiled, stepMs: 125 },
      { engine: "wasm" as const, record: wasm, stepMs: 12 },
    ],
  };
  const of = (engine: EngineRecord) => book.speedOf({ engine, software: true, trials });
  expect(of(wasm)).toMatchObject({ measured: true });
  expect(of(wasm).msPerMultiplyAdd).toBeCloseTo((1.5 * (12 - of(wasm).overheadMs)) / 1e8, 12);
  expect(of(compiled).msPerMultiplyAdd).toBeGreaterThan(8 * of(wasm).msPerMultiplyAdd);
  expect(of(slow).measured).toBe(false);
  book.note({ engine: wasm, software: true, trials }, { stepMs: 302, multiplyAddsPerStep: 1e9, arms: 1 });
  expect(of(wasm).msPerMultiplyAdd).toBeCloseTo(3e-7);
});
