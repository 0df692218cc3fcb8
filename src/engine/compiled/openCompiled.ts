import type { Reason } from "../../protocol/event";
import type { EngineDevice } from "../device";
import type { Engine } from "../engine";
import { createCompiledExecutor } from "./compiledExecutor";

/**
 * The compiled engine on a device that was opened for it, wherever that is: in a browser's worker or in Node.
 * @param why it is not the engine that would come first.
 */
export function openCompiled(device: EngineDevice, why?: Reason): Engine {
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
    create: (plan, onProgress) => createCompiledExecutor(plan, device, onProgress),
    dispose: () => device.dispose(),
  };
}
