import { kernelModule } from "../../src/engine/wasm/kernelModule";
import { WasmExecutor } from "../../src/engine/wasm/wasmExecutor";
import type { Contender } from "../../src/engine/benchmark/contender";
import type { Task } from "../../src/engine/benchmark/task";
import { fastestProfile } from "../../src/engine/benchmark/ownContender";
import { contenderOf } from "./ours";

/** Our own kernels in WebAssembly: one thread. */
export async function openWasm(task: Task): Promise<Contender> {
  const start = performance.now();
  const executor = new WasmExecutor(task.plan, await kernelModule());
  const buildMs = performance.now() - start;
  return contenderOf(executor, task, async () => {
    const { calls, bytes } = executor.cost;
    const profile = await fastestProfile(() => executor.profile(() => performance.now()));
    return {
      buildMs,
      dispatches: calls,
      deviceBytes: bytes,
      profile: profile.map(({ kernel, work, ms }) => ({ family: kernel, work, ms })),
    };
  });
}
