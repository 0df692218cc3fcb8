import type { Fault, WireError } from "./event";
import { FaultError } from "./faultError";

/** An error as it crosses the worker's door. */
export function wireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { code: "unknown", message: String(error) };
  const { code, path } = error as { code?: unknown; path?: unknown };
  return {
    code: typeof code === "string" ? code : "unknown",
    message: error.message,
    ...faultIn(error),
    ...(typeof path === "string" ? { path } : {}),
  };
}

/** Of what can be wrong with images, the one thing that a run meets is told as a fault of its own. */
function faultIn(error: Error): { readonly fault?: Fault } {
  if (error instanceof FaultError) return { fault: error.fault };
  const { fault } = error as { readonly fault?: Fault };
  return fault?.code === "imagesMissing" ? { fault } : {};
}
