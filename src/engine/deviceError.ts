/** What can go wrong with the graphics device; stable names that cross the worker's door. */
export type DeviceErrorCode = "no-webgpu" | "no-adapter" | "device-lost" | "out-of-memory" | "insecure";

/** A fault of the graphics device. The message says what happened and what would help. */
export class DeviceError extends Error {
  readonly code: DeviceErrorCode;

  constructor(code: DeviceErrorCode, message: string) {
    super(message);
    this.name = "DeviceError";
    this.code = code;
  }
}
