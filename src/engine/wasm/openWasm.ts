import type { Reason } from "../../protocol/event";
import type { Engine } from "../engine";
import { kernelModule } from "./kernelModule";
import { WasmExecutor } from "./wasmExecutor";

/**
 * Opens the engine in WebAssembly; the same in a browser's worker and in Node.
 * @throws FaultError where it cannot run.
 */
export async function openWasm(why?: Reason): Promise<Engine> {
  const module = await kernelModule();
  return {
    record: { engine: "wasm", backend: "cpu", adapter: "", ...(why === undefined ? {} : { why }) },
    software: true,
    augments: true,
    fault: () => undefined,
    create: async (plan) => new WasmExecutor(plan, module),
    dispose: () => undefined,
  };
}
