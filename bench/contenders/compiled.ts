import { createCompiledExecutor } from "../../src/engine/compiled/compiledExecutor";
import { deviceTuner } from "../../src/engine/compiled/tuning/deviceTuner";
import { openDevice, type EngineDevice } from "../../src/engine/device";
import type { Contender } from "../../src/engine/benchmark/contender";
import type { Task } from "../../src/engine/benchmark/task";
import { fastestProfile } from "../../src/engine/benchmark/ownContender";
import { contenderOf } from "./ours";

/** Our own kernels on WebGPU. @param device the browser's when absent. */
export async function openCompiled(task: Task, device?: EngineDevice): Promise<Contender> {
  device ??= await openDevice();
  const start = performance.now();
  const executor = await createCompiledExecutor(task.plan, device, undefined, {
    tuner: deviceTuner(device, () => performance.now()),
  });
  const buildMs = performance.now() - start;
  return contenderOf(executor, task, async () => {
    const { dispatches, submits, deviceBytes } = executor.compiledFacts;
    return { buildMs, dispatches, submits, deviceBytes, profile: await fastestProfile(() => executor.profile()) };
  });
}
