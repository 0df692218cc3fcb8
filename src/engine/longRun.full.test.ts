import { describe, expect, it, vi } from "vitest";
import type { EngineName } from "../protocol/engineChoice";
import type { Engine } from "./engine";
import { openByName } from "./openEngine";
import { selfTestBatch, selfTestPlan } from "./selfTest";
import { openWasm } from "./wasm/openWasm";

/** Bytes of GPU buffers that are alive and of WebAssembly's memories, counted where they are made and destroyed. */
let bytes = 0;
const make = GPUDevice.prototype.createBuffer;
vi.spyOn(GPUDevice.prototype, "createBuffer").mockImplementation(function (this: GPUDevice, descriptor) {
  const buffer = make.call(this, descriptor);
  bytes += buffer.size;
  const destroy = buffer.destroy.bind(buffer);
  let alive = true;
  buffer.destroy = () => {
    if (alive) bytes -= buffer.size;
    alive = false;
    destroy();
  };
  return buffer;
});

const grow = WebAssembly.Memory.prototype.grow;
vi.spyOn(WebAssembly.Memory.prototype, "grow").mockImplementation(function (this: WebAssembly.Memory, pages) {
  bytes += pages * 65_536;
  return grow.call(this, pages);
});

/** JavaScript heap in use after garbage was collected, where the browser tells (Chromium). */
function heap(): number {
  const { gc } = globalThis as { readonly gc?: () => void };
  if (gc === undefined) throw new Error("the browser collects no garbage on request; start it with --expose-gc");
  gc();
  return (
    (performance as unknown as { readonly memory?: { readonly usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0
  );
}

const STEPS = 2000;

/** In this thread, where its memory is counted; on the page every arm has a thread of its own. */
const wasm = (): Promise<Engine> => openWasm();

describe.each<[EngineName, number, () => Promise<Engine>]>([
  ["compiled", STEPS, () => openByName("compiled")],
  ["wasm", STEPS, wasm],
  ["tfjs-cpu", 200, () => openByName("tfjs-cpu")],
])("%s over %i steps", (_name, steps, open) => {
  it("keeps the memory of the device and the JavaScript heap flat", async () => {
    const engine = await open();
    const plan = selfTestPlan();
    const executor = await engine.create(plan);
    const batch = selfTestBatch();
    const coefficients = Float32Array.from(plan.terms.flatMap((term) => [term.weight.base, term.weight.base]));
    const run = async (from: number, to: number): Promise<void> => {
      let last: Promise<unknown> = Promise.resolve();
      for (let step = from; step < to; step += 1) {
        const result = executor.step({ step, learningRate: 1e-3, coefficients, batch });
        if (step % 3 === 2) await last;
        last = result;
      }
      await last;
    };
    await run(0, 100);
    const [bytesBefore, heapBefore] = [bytes, heap()];
    await run(100, steps);
    expect(bytes).toBe(bytesBefore);
    // Garbage comes and goes; what must not happen is growth with the number of steps.
    expect(heap() - heapBefore).toBeLessThan(16 * 1024 * 1024);
    executor.dispose();
    engine.dispose();
  });
});
