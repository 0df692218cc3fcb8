import { parseCellResult, type CellResult } from "./cellResult";
import type { SweepCell } from "./expandSweep";

/** What a file of results gave. */
export interface ReadResults {
  readonly results: readonly CellResult[];
  /** What was left out and why, each reason once with how many lines. */
  readonly refused: readonly string[];
}

/** More text than any sweep writes. */
const MAX_CHARACTERS = 200_000_000;

/**
 * Reads `results.jsonl`. A line that a crash cut short is left out, and so is whatever belongs to another sweep.
 * @param sweep id of the sweep that is asked about
 */
export function readResults(text: string, sweep: string, cells: readonly SweepCell[]): ReadResults {
  if (text.length > MAX_CHARACTERS) return { results: [], refused: ["the file is longer than 200 MB"] };
  const known = new Set(cells.map(({ id }) => id));
  const refused = new Map<string, number>();
  const results: CellResult[] = [];
  const refuse = (reason: string): void => void refused.set(reason, (refused.get(reason) ?? 0) + 1);
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const result = parseCellResult(parseJson(line));
    if (result === undefined) refuse("not a result of this version");
    else if (result.sweep !== sweep) refuse(`of another sweep: expected ${sweep}, got ${result.sweep}`);
    else if (!known.has(result.cell)) refuse(`of a cell that this sweep does not have: ${result.cell}`);
    else results.push(result);
  }
  return { results, refused: [...refused].map(([reason, count]) => `${count} × ${reason}`) };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
