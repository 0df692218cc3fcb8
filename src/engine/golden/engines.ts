import { createCompiledExecutor } from "../compiled/compiledExecutor";
import { EngineDevice, openDevice } from "../device";
import { TfjsExecutor } from "../tfjs/tfjsExecutor";
import { openTfjs, type TfjsBackend } from "../tfjs/openBackend";
import { kernelModule } from "../wasm/kernelModule";
import { WasmExecutor } from "../wasm/wasmExecutor";
import type { MakeExecutor } from "./checkNetwork";

/** An engine that the golden fixtures are checked on. */
export interface GoldenEngine {
  readonly title: string;
  readonly open: () => Promise<MakeExecutor>;
}

const tfjs = (backend: TfjsBackend): GoldenEngine => ({
  title: `tfjs ${backend}`,
  open: async () => {
    const facts = await openTfjs(backend);
    return (plan) => Promise.resolve(new TfjsExecutor(plan, facts));
  },
});

const compiled = (poison: boolean): GoldenEngine => ({
  title: poison ? "compiled webgpu, dead memory filled with NaN" : "compiled webgpu",
  open: async () => {
    const device = await openDevice();
    return (plan) => createCompiledExecutor(plan, device, undefined, { poison });
  },
});

/** The kernels that a graphics card gets, wherever they run: what they compute does not depend on it. */
const cardsKernels: GoldenEngine = {
  title: "compiled webgpu, the kernels for cards",
  open: async () => {
    const { gpu, adapter } = await openDevice();
    const device = new EngineDevice(gpu, { ...adapter, kind: "gpu" });
    return (plan) => createCompiledExecutor(plan, device, undefined, { poison: true });
  },
};

const wasm = (poison: boolean): GoldenEngine => ({
  title: poison ? "wasm, dead memory filled with NaN" : "wasm",
  open: async () => {
    const module = await kernelModule();
    return (plan) => Promise.resolve(new WasmExecutor(plan, module, { poison }));
  },
});

const inBrowser = typeof navigator === "object" && "gpu" in navigator;

/**
 * In Node the processor, in a browser WebGPU. Our own executors fill dead memory with NaN, which shows in the numbers wherever it is
 * read.
 */
export const goldenEngines: readonly GoldenEngine[] = inBrowser ? [compiled(true)] : [tfjs("cpu"), wasm(true)];

/** The same as they train, without what takes long: nothing in a browser, where links' networks have many kernels to compile. */
export const quickEngines: readonly GoldenEngine[] = inBrowser ? [] : [tfjs("cpu"), wasm(false)];

/** What takes longest in a browser: too slow there to be met by every test. Single operations of both are. */
export const slowEngines: readonly GoldenEngine[] = [cardsKernels, tfjs("webgpu")];

/** What links are tested on besides, in a browser. */
export const linkEngines: readonly GoldenEngine[] = [compiled(false), ...slowEngines];
