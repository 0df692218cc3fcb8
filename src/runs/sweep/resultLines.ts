import type { CellResult } from "./cellResult";
import type { Sweep } from "./sweep";
import { decodeSweep, encodeSweep } from "./sweepLink";

/**
 * A line of `results.jsonl`. The whole sweep's link goes along, so that a page which knows nothing of it yet can set it up
 * from the file.
 */
export function resultLine(result: CellResult, { part: _, ...whole }: Sweep): string {
  return `${JSON.stringify({ ...result, sweepLink: encodeSweep(whole) })}\n`;
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
