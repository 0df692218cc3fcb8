import type { EngineDevice } from "../../device";
import { openConvTrial } from "./convTrial";
import { Tuner } from "./tuner";

/** What chooses kernels for a device, on it. @param now milliseconds, monotonic; without it they are estimated. */
export function deviceTuner(device: EngineDevice, now: (() => number) | undefined): Tuner {
  return new Tuner({
    adapter: device.adapter,
    open: (shape, tiles) => openConvTrial(device, shape, tiles),
    now,
    isAlive: () => device.fault === undefined,
  });
}
