import { createCompiledExecutor } from "../compiled/compiledExecutor";
import { openDevice } from "../device";
import { TfjsExecutor } from "../tfjs/tfjsExecutor";
import { openTfjs, type TfjsBackend } from "../tfjs/openBackend";
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

const inBrowser = typeof navigator === "object" && "gpu" in navigator;

/** In Node the processor, in a browser WebGPU; every executor that exists there. */
export const goldenEngines: readonly GoldenEngine[] = inBrowser
  ? [compiled(false), compiled(true), tfjs("webgpu")]
  : [tfjs("cpu")];

/** The same without what takes longest: tfjs on a GPU, and the run that looks for reads of dead memory. */
export const quickEngines: readonly GoldenEngine[] = inBrowser ? [compiled(false)] : [tfjs("cpu")];

export const tfjsOnWebgpu = tfjs("webgpu");
