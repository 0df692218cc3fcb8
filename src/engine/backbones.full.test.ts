import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCompiledExecutor } from "./compiled/compiledExecutor";
import { expectClose } from "./testing/agreement";
import { batchOf } from "./testing/smallNetwork";
import { openDevice, type EngineDevice } from "./device";
import { calmRateOf, firstSteps } from "./testing/firstSteps";
import { tinyBackbones } from "./testing/tinyBackbones";
import { kernelModule } from "./wasm/kernelModule";
import { WasmExecutor } from "./wasm/wasmExecutor";

const ROWS = 8;
const STEPS = 20;

// WebAssembly is held against tfjs in Node (wasm/backbones.fullnode.test.ts).
let device: EngineDevice;
let module: WebAssembly.Module;
beforeAll(async () => {
  device = await openDevice();
  module = await kernelModule();
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

describe.each(tinyBackbones)("$name", ({ name, plan: planFor }) => {
  it("trains alike on both executors for the first steps", async () => {
    const plan = planFor(ROWS, "short");
    const rate = calmRateOf(name);
    const executor = await createCompiledExecutor(plan, device, undefined, { poison: true });
    const compiled = await firstSteps(executor, plan, STEPS, rate);
    const wasm = await firstSteps(new WasmExecutor(plan, module), plan, STEPS, rate);
    expect(wasm.losses).toHaveLength(3 * STEPS);
    wasm.losses.forEach((loss, index) => expectClose(`loss ${index}`, [compiled.losses[index] ?? 0], [loss], 1e-5));
    // Three batches take turns: the first one's loss again, after eighteen steps.
    expect(wasm.losses[54]).toBeLessThan(wasm.losses[0] ?? 0);
    compiled.outputs.forEach(({ branch, logits, embedding }, index) => {
      expectClose(`logits of ${branch}`, logits, wasm.outputs[index]?.logits ?? [], 1e-4);
      expectClose(`embedding of ${branch}`, embedding ?? [], wasm.outputs[index]?.embedding ?? [], 1e-4);
    });
  });

  it("starts alike on both executors, in full", async () => {
    const plan = planFor(ROWS, "whole");
    const all = new Float32Array(plan.terms.length).fill(1);
    const results = [];
    for (const executor of [await createCompiledExecutor(plan, device), new WasmExecutor(plan, module)]) {
      results.push(await executor.gradients(batchOf(plan), all, 0));
      executor.dispose();
    }
    const [compiled, wasm] = results;
    expectClose("losses", compiled?.losses ?? [], wasm?.losses ?? [], 1e-5);
    wasm?.logits.forEach((logits, index) => expectClose(`logits ${index}`, compiled?.logits[index] ?? [], logits));
    const first = plan.graph.parameters[0]?.name ?? "";
    expectClose(first, compiled?.gradients.get(first) ?? [], wasm?.gradients.get(first) ?? []);
  });
});
