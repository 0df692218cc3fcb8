import { FaultError } from "../../../protocol/faultError";
import type { Fault, Reason } from "../../../protocol/event";
import { SnapshotError } from "../../checkSnapshot";
import { DeviceError, type DeviceErrorCode } from "../../deviceError";

/** An error on its way out of a worker: cloning alone would leave its class and its fault behind. */
export type CallError =
  | { readonly kind: "device"; readonly code: DeviceErrorCode; readonly fault: Reason }
  | { readonly kind: "snapshot" | "fault"; readonly fault: Fault }
  | { readonly kind: "range" | "other"; readonly message: string };

export function callError(error: unknown): CallError {
  // What a device says of itself is a reason: nothing else lies behind it.
  if (error instanceof DeviceError) return { kind: "device", code: error.code, fault: error.fault as Reason };
  if (error instanceof SnapshotError) return { kind: "snapshot", fault: error.fault };
  if (error instanceof FaultError) return { kind: "fault", fault: error.fault };
  if (error instanceof RangeError) return { kind: "range", message: error.message };
  return { kind: "other", message: error instanceof Error ? error.message : String(error) };
}

/** The same error again, by its class, its code and its fault. */
export function errorOf(error: CallError): Error {
  switch (error.kind) {
    case "device":
      return new DeviceError(error.code, error.fault);
    case "snapshot":
      return new SnapshotError(error.fault);
    case "fault":
      return new FaultError(error.fault);
    case "range":
      return new RangeError(error.message);
    case "other":
      return new Error(error.message);
    default:
      return error satisfies never;
  }
}
