import type { Reason } from "../../protocol/event";
import type { EngineDevice } from "../device";
import type { Engine } from "../engine";
import { createCompiledExecutor } from "./compiledExecutor";
import { deviceTuner } from "./tuning/deviceTuner";

/**
 * The compiled engine on a device that was opened for it, wherever that is: in a browser's worker or in Node.
 * @param why it is not the engine that would come first.
 * @param now milliseconds, monotonic: a graphics card's kernels are chosen with it; estimated without.
 */
export function openCompiled(device: EngineDevice, why?: Reason, now?: () => number): Engine {
  const tuner = deviceTuner(device, now);
  return {
    record: {
      engine: "compiled",
      backend: "webgpu",
      adapter: device.adapter.name,
      ...(why === undefined ? {} : { why }),
    },
    software: device.adapter.kind === "software",
    augments: true,
    fault: () => device.fault,
    answers: () => device.answers,
    ...(device.adapter.kind === "gpu" ? { tuning: tuner } : {}),
    create: (plan, onProgress, variants = {}) => createCompiledExecutor(plan, device, onProgress, { tuner, variants }),
    dispose: () => device.dispose(),
  };
}
