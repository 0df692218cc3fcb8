import { createCompiledExecutor } from "../../src/engine/compiled/compiledExecutor";
import { openDevice } from "../../src/engine/device";
import type { Contender } from "../contender";
import type { Task } from "../task";
import { contenderOf, fastestProfile } from "./ours";

/** Our own kernels on WebGPU. */
export async function openCompiled(task: Task): Promise<Contender> {
  const device = await openDevice();
  const start = performance.now();
  const executor = await createCompiledExecutor(task.plan, device);
  const buildMs = performance.now() - start;
  return contenderOf(executor, task, async () => {
    const { dispatches, submits, deviceBytes } = executor.compiledFacts;
    return { buildMs, dispatches, submits, deviceBytes, profile: await fastestProfile(() => executor.profile()) };
  });
}
