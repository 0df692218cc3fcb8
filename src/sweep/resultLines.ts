import type { CellResult } from "./cellResult";
import type { Sweep } from "./sweep";
import { decodeSweep, encodeSweep } from "./sweepLink";

/**
 * Writes lines of `results.jsonl`. The whole sweep's link goes along, so that a page which knows nothing of it yet can set it
 * up from the file.
 */
export function resultWriter({ part: _, ...whole }: Sweep): (result: CellResult) => string {
  // The same for every line, and a sweep has thousands.
  const sweepLink = encodeSweep(whole);
  return (result) => `${JSON.stringify({ ...result, sweepLink })}\n`;
}

/** @returns the sweep that a file of results is of, by its first line that says so; undefined for a file without one. */
export function sweepOfResults(text: string): Sweep | undefined {
  const [, written] = /"sweepLink":("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  if (written === undefined) return undefined;
  try {
    return decodeSweep(String(JSON.parse(written))).sweep;
  } catch {
    return undefined;
  }
}
