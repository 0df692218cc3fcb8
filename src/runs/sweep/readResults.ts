import { ENGINE_VERSION } from "../../experiment/engineVersion";
import { parseCellResult, type CellResult } from "./cellResult";
import type { SweepCell } from "./expandSweep";
import { finish, type Steps } from "./steps";

/** What a file of results gave. */
export interface ReadResults {
  readonly results: readonly CellResult[];
  /** What was left out and why, each reason once with how many lines. */
  readonly refused: readonly string[];
}

/** More text than any sweep writes. */
const MAX_CHARACTERS = 200_000_000;

/**
 * Reads `results.jsonl`. A line that a crash cut short is left out, and so is whatever belongs to another sweep or was
 * computed by another version of the arithmetic.
 * @param sweep id of the sweep that is asked about
 */
export function readResults(text: string, sweep: string, cells: readonly SweepCell[]): ReadResults {
  return finish(readInSteps(text, sweep, cells));
}

/** {@link readResults}, a step per line. */
export function* readInSteps(text: string, sweep: string, cells: readonly SweepCell[]): Steps<ReadResults> {
  if (text.length > MAX_CHARACTERS) return { results: [], refused: ["the file is longer than 200 MB"] };
  const known = new Set(cells.map(({ id }) => id));
  const refused = new Map<string, number>();
  const results: CellResult[] = [];
  const refuse = (reason: string): void => void refused.set(reason, (refused.get(reason) ?? 0) + 1);
  for (let at = 0; at < text.length;) {
    // Line by line: splitting a long file at once would hold up whoever waits.
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end < 0 ? text.length : end).trim();
    at = end < 0 ? text.length : end + 1;
    if (line !== "") {
      const result = parseCellResult(parseJson(line));
      const reason = result === undefined ? "not a result of this version" : whyNot(result, sweep, known);
      if (result === undefined || reason !== undefined) refuse(reason ?? "");
      else results.push(result);
    }
    yield;
  }
  return { results, refused: [...refused].map(([reason, count]) => `${count} × ${reason}`) };
}

/** Why a result does not belong here, by the id that says so. */
function whyNot(result: CellResult, sweep: string, known: ReadonlySet<string>): string | undefined {
  if (result.sweep !== sweep) return `of another sweep: expected ${sweep}, got ${result.sweep}`;
  if (result.version !== ENGINE_VERSION) {
    return `cell ${result.cell}: of another version: expected ${ENGINE_VERSION}, got ${result.version}`;
  }
  if (!known.has(result.cell)) return `of a cell that this sweep does not have: ${result.cell}`;
  return undefined;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
