import { metrics } from "../catalog/metrics";
import { ENGINE_VERSION } from "../experiment/engineVersion";
import { parseCellResult, type CellResult } from "./cellResult";
import type { SweepCell } from "./expandSweep";
import { finish, type Steps } from "../tasks/steps";

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
  const known = new Map(cells.map((cell) => [cell.id, cell]));
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
function whyNot(result: CellResult, sweep: string, known: ReadonlyMap<string, SweepCell>): string | undefined {
  if (result.sweep !== sweep) return `of another sweep: expected ${sweep}, got ${result.sweep}`;
  if (result.version !== ENGINE_VERSION) {
    return `cell ${result.cell}: of another version: expected ${ENGINE_VERSION}, got ${result.version}`;
  }
  const cell = known.get(result.cell);
  if (cell === undefined) return `of a cell that this sweep does not have: ${result.cell}`;
  const wrong = foreign(result, cell) ?? impossible(result, cell);
  return wrong === undefined ? undefined : `cell ${result.cell}: ${wrong}`;
}

/** What a result says of its cell that the cell is not. */
function foreign({ seed, placement, link }: CellResult, cell: SweepCell): string | undefined {
  if (seed !== cell.seed) return `seed: expected ${cell.seed}, got ${seed}`;
  if (placement.join("+") !== cell.placement.join("+")) {
    return `placement: expected ${cell.placement.join("+") || "none"}, got ${placement.join("+") || "none"}`;
  }
  return link === cell.link ? undefined : "its link is of another experiment";
}

/** A value that no run can have. */
function impossible(result: CellResult, cell: SweepCell): string | undefined {
  const { early, agreement, curve, steps } = result;
  const { budget } = cell.experiment.training;
  if (steps > budget) return `steps: expected at most ${budget}, got ${steps}`;
  for (const [metric, byBranch] of Object.entries(result.metrics)) {
    const wrong = outside(metric, Object.values(byBranch), isShare(metric) ? [0, 1] : [-Infinity, Infinity]);
    if (wrong !== undefined) return wrong;
  }
  return (
    outside("early agreement", Object.values(early), [-1, 1]) ??
    outside("agreement", Object.values(agreement), [-1, 1]) ??
    outside(
      "accuracy while training",
      curve.map(([, value]) => value),
      [0, 1],
    )
  );
}

/** Rounding may lie this far beyond an end. */
const ROUNDING = 1e-6;

function outside(
  what: string,
  values: readonly (number | null)[],
  [low, high]: readonly [number, number],
): string | undefined {
  const wrong = values.find(
    (value) => value !== null && !(Number.isFinite(value) && value >= low - ROUNDING && value <= high + ROUNDING),
  );
  if (wrong === undefined) return undefined;
  return Number.isFinite(low)
    ? `${what}: expected a number from ${low} to ${high}, got ${wrong}`
    : `${what}: expected a finite number, got ${wrong}`;
}

/** `accuracy/texture` is a share as accuracy is. */
function isShare(series: string): boolean {
  const [kind = series] = series.split("/");
  return kind in metrics && metrics[kind as keyof typeof metrics].axis.unit === "share";
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
