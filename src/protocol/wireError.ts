import type { WireError } from "./event";

/** An error as it crosses the worker's door. */
export function wireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { code: "unknown", message: String(error) };
  const { code, path } = error as { code?: unknown; path?: unknown };
  return {
    code: typeof code === "string" ? code : "unknown",
    message: error.message,
    ...(typeof path === "string" ? { path } : {}),
  };
}
