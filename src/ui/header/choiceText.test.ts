import { expect, it } from "vitest";
import type { EngineTrial, EngineTrials } from "../../protocol/trialSchema";
import { choiceText } from "./choiceText";

const found = (...trials: EngineTrial[]): EngineTrials => ({ machine: "m", multiplyAddsPerStep: 1, trials });
const compiled = (stepMs: number): EngineTrial => ({
  engine: "compiled",
  record: { engine: "compiled", backend: "webgpu", adapter: "x" },
  stepMs,
});
const wasm = (stepMs: number): EngineTrial => ({
  engine: "wasm",
  record: { engine: "wasm", backend: "cpu", adapter: "" },
  stepMs,
});

it("says with figures why the default engine is the default", () => {
  expect(choiceText("auto", found(compiled(110), wasm(27.5)))).toBe(
    "Automatic takes CPU, WebAssembly: it was the fastest here, with 36 steps/s in a short test against 9.1 on WebGPU, compiled.",
  );
  expect(choiceText("auto", found(compiled(20), wasm(27.5)))).toContain("takes WebGPU, compiled: it was the fastest");
  expect(choiceText("auto", found(compiled(20), { ...wasm(27.5), armsAtOnce: 4 }))).toBe(
    "Automatic takes CPU, WebAssembly: it trains two arms side by side, each with 36 steps/s in a short test, one after the other 50 on WebGPU, compiled.",
  );
  expect(choiceText("auto", found(compiled(0.8)))).toBe(
    "Automatic takes WebGPU, compiled: with 1,250 steps/s in a short test it was clearly ahead, so no other engine was timed.",
  );
  expect(choiceText("auto", found({ engine: "compiled", why: { code: "noAdapter" } }, wasm(10)))).toBe(
    "Automatic takes CPU, WebAssembly, the only one of Forklab's own engines that works here: 100 steps/s in a short test.",
  );
  const last: EngineTrial = { engine: "tfjs-cpu", record: { engine: "tfjs", backend: "cpu", adapter: "" } };
  const refused = ["compiled", "wasm"] as const;
  expect(
    choiceText("auto", found(...refused.map((engine) => ({ engine, why: { code: "noAdapter" } as const })), last)),
  ).toBe("Automatic takes CPU, TensorFlow.js, because neither of Forklab's own engines works here.");
});

it("says of an engine that was chosen by hand that it was, and never that something else chose it", () => {
  expect(choiceText("tfjs-cpu", found(compiled(110), wasm(27.5)))).toMatch(
    /^You chose TensorFlow\.js, CPU\. Automatic takes CPU, WebAssembly: /,
  );
  expect(choiceText("wasm", undefined)).toBe("You chose WebAssembly.");
  expect(choiceText("auto", undefined)).toBe("");
});
