import type { Reason } from "../../protocol/event";
import type { Engine } from "../engine";
import { kernelModule } from "./kernelModule";
import { ArmWorkers, type WorkerSupply } from "./remote/armWorkers";
import { openBrowserPort } from "./remote/browserPort";
import { WasmExecutor } from "./wasmExecutor";

/**
 * Opens the engine in WebAssembly. In a browser every arm computes in a worker of its own, so that arms train side by side
 * and this thread hears commands meanwhile; without workers, as in Node's main thread, one arm computes after the other
 * here. The numbers are the same.
 * @param workers where arms are to compute; this browser's workers when absent, null for this thread.
 * @throws FaultError where it cannot run.
 */
export async function openWasm(why?: Reason, workers: WorkerSupply | null = browserWorkers()): Promise<Engine> {
  const module = await kernelModule();
  const arms = workers === null ? undefined : new ArmWorkers(module, workers);
  return {
    record: { engine: "wasm", backend: "cpu", adapter: "", ...(why === undefined ? {} : { why }) },
    software: true,
    ...(workers === null ? {} : { armsAtOnce: Math.max(1, workers.cores) }),
    augments: true,
    fault: () => arms?.fault,
    create: async (plan) => (arms === undefined ? new WasmExecutor(plan, module) : arms.create(plan)),
    dispose: () => arms?.dispose(),
  };
}

/** Null where a worker cannot start others: Safari before 15.5, Node. */
function browserWorkers(): WorkerSupply | null {
  if (typeof Worker !== "function") return null;
  return { open: openBrowserPort, cores: navigator.hardwareConcurrency };
}
