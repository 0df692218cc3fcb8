import type { Reason } from "../protocol/event";
import { FaultError } from "../protocol/faultError";

/** What can go wrong with the graphics device; stable names that cross the worker's door. */
export type DeviceErrorCode = "no-webgpu" | "no-adapter" | "device-lost" | "out-of-memory" | "insecure";

/** A fault of the graphics device: its kind, by which is decided what to do, and what is told of it. */
export class DeviceError extends FaultError {
  readonly code: DeviceErrorCode;

  constructor(code: DeviceErrorCode, fault: Reason) {
    super(fault);
    this.name = "DeviceError";
    this.code = code;
  }
}
