import { DatasetError } from "../data/datasetError";
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

function faultIn(error: Error): { readonly fault?: Fault } {
  if (error instanceof FaultError) return { fault: error.fault };
  if (!(error instanceof DatasetError) || error.fault.code !== "imagesMissing") return {};
  // Of what can be wrong with images, the one thing that a run meets.
  const { code, name, images, bytes } = error.fault;
  return { fault: { code, name, images, bytes } };
}
