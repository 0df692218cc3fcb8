import type { Reason } from "../../protocol/event";
import type { EngineDevice } from "../device";
import { DeviceError } from "../deviceError";
import type { Engine } from "../engine";
import { createCompiledExecutor } from "./compiledExecutor";
import type { CompiledOptions } from "./programs";
import { createTogether } from "./together";
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
    ...(device.adapter.kind === "gpu" ? { createTogether: togetherOn(device, tuner) } : {}),
    dispose: () => device.dispose(),
  };
}

/** Has arms share their dispatches, on graphics cards alone: in software a start costs next to nothing. */
function togetherOn(
  device: EngineDevice,
  tuner: NonNullable<CompiledOptions["tuner"]>,
): NonNullable<Engine["createTogether"]> {
  return async (plans, onProgress, variants = []) => {
    const options = plans.map((_, index) => ({ tuner, variants: variants[index] ?? {} }));
    try {
      return await createTogether(plans, device, onProgress, options);
    } catch (error) {
      if (device.fault === undefined && error instanceof DeviceError && error.code === "out-of-memory")
        return undefined;
      throw error;
    }
  };
}
