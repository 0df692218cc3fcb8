import { FaultError } from "../../protocol/faultError";

/** The compiled kernels; compiled once, and instantiated by every executor on a memory of its own. */

/** A kernel: a function of addresses, sizes and settings. */
export type KernelFunction = (...values: number[]) => number | void;

export interface Kernels {
  /** The first byte of the memory that the module does not use itself. */
  readonly firstByte: number;
  /** @throws Error for a name that the module does not export. */
  find(name: string): KernelFunction;
}

let module: Promise<WebAssembly.Module> | undefined;

/**
 * Compiles the module.
 * @throws FaultError where WebAssembly or its vectors are missing or forbidden.
 */
export function kernelModule(): Promise<WebAssembly.Module> {
  module ??= compile().catch((cause: unknown) => {
    module = undefined;
    throw cause;
  });
  return module;
}

async function compile(): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") throw new FaultError({ code: "noWebAssembly" });
  const { kernelBytes } = await import("./kernelBytes");
  const bytes = Uint8Array.from(atob(kernelBytes), (letter) => letter.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) throw new FaultError({ code: "noVectors" });
  // Valid code that is not compiled is forbidden: asking whether it is valid is not.
  return WebAssembly.compile(bytes).catch((cause: unknown) => {
    throw cause instanceof WebAssembly.CompileError ? new FaultError({ code: "wasmForbidden" }) : cause;
  });
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const find = (name: string): KernelFunction => {
    const found = exports[name];
    if (typeof found !== "function") throw new Error(`the kernels have no function ${name}`);
    return found as KernelFunction;
  };
  return { firstByte: find("firstByte")() ?? 0, find };
}
