import type { WireError } from "./event";
import { FaultError } from "./faultError";

/** An error as it crosses the worker's door. */
export function wireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { code: "unknown", message: String(error) };
  const { code, path } = error as { code?: unknown; path?: unknown };
  return {
    code: typeof code === "string" ? code : "unknown",
    message: error.message,
    ...(error instanceof FaultError ? { fault: error.fault } : {}),
    ...(typeof path === "string" ? { path } : {}),
  };
}
