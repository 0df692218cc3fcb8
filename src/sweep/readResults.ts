import { metrics } from "../catalog/metrics";
import { ENGINE_VERSION } from "../experiment/engineVersion";
import { parseCellResult, type CellResult } from "./cellResult";
import type { SweepCell } from "./expandSweep";
import { finish, type Steps } from "../tasks/steps";

/** What a file of results gave. */
export interface ReadResults {
  readonly results: readonly CellResult[];
  readonly refused: readonly ResultsRefusal[];
}

/** What was left out: the whole file, or lines, each reason once with how many. */
export type ResultsRefusal =
  { readonly code: "fileTooLong" } | { readonly code: "lines"; readonly count: number; readonly why: LineFault };

/** Why a line is no result of the sweep that is asked about. */
export type LineFault =
  | { readonly code: "noResult" }
  | { readonly code: "otherSweep"; readonly want: string; readonly got: string }
  | { readonly code: "unknownCell"; readonly cell: string }
  | ({ readonly cell: string } & CellFault);

/** What a result says of its cell that cannot be. */
type CellFault =
  | { readonly code: "otherVersion"; readonly want: string; readonly got: string }
  | { readonly code: "otherSeed"; readonly want: number; readonly got: number }
  /** Sites; none for plain training. */
  | { readonly code: "otherPlacement"; readonly want: readonly string[]; readonly got: readonly string[] }
  | { readonly code: "otherExperiment" }
  | { readonly code: "tooManySteps"; readonly most: number; readonly got: number }
  | { readonly code: "notFinite"; readonly what: Measured; readonly got: number }
  | {
      readonly code: "outOfRange";
      readonly what: Measured;
      readonly low: number;
      readonly high: number;
      readonly got: number;
    };

/** A number of a result: a metric by its series, or one that every result has. */
export type Measured = { readonly metric: string } | "agreement" | "earlyAgreement" | "curve";

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
  if (text.length > MAX_CHARACTERS) return { results: [], refused: [{ code: "fileTooLong" }] };
  const known = new Map(cells.map((cell) => [cell.id, cell]));
  const refused = new Map<string, { readonly count: number; readonly why: LineFault }>();
  const results: CellResult[] = [];
  const refuse = (why: LineFault): void => {
    const key = JSON.stringify(why);
    refused.set(key, { count: (refused.get(key)?.count ?? 0) + 1, why });
  };
  for (let at = 0; at < text.length;) {
    // Line by line: splitting a long file at once would hold up whoever waits.
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end < 0 ? text.length : end).trim();
    at = end < 0 ? text.length : end + 1;
    if (line !== "") {
      const result = parseCellResult(parseJson(line));
      const why = result === undefined ? undefined : whyNot(result, sweep, known);
      if (result === undefined) refuse({ code: "noResult" });
      else if (why !== undefined) refuse(why);
      else results.push(result);
    }
    yield;
  }
  return { results, refused: [...refused.values()].map((lines) => ({ code: "lines", ...lines })) };
}

/** Why a result does not belong here, by the id that says so. */
function whyNot(result: CellResult, sweep: string, known: ReadonlyMap<string, SweepCell>): LineFault | undefined {
  if (result.sweep !== sweep) return { code: "otherSweep", want: sweep, got: result.sweep };
  if (result.version !== ENGINE_VERSION) {
    return { code: "otherVersion", cell: result.cell, want: ENGINE_VERSION, got: result.version };
  }
  const cell = known.get(result.cell);
  if (cell === undefined) return { code: "unknownCell", cell: result.cell };
  const wrong = foreign(result, cell) ?? impossible(result, cell);
  return wrong && { cell: result.cell, ...wrong };
}

/** What a result says of its cell that the cell is not. */
function foreign({ seed, placement, link }: CellResult, cell: SweepCell): CellFault | undefined {
  if (seed !== cell.seed) return { code: "otherSeed", want: cell.seed, got: seed };
  if (placement.join("+") !== cell.placement.join("+")) {
    return { code: "otherPlacement", want: cell.placement, got: placement };
  }
  return link === cell.link ? undefined : { code: "otherExperiment" };
}

/** A value that no run can have. */
function impossible(result: CellResult, cell: SweepCell): CellFault | undefined {
  const { early, agreement, curve, steps } = result;
  const { budget } = cell.experiment.training;
  if (steps > budget) return { code: "tooManySteps", most: budget, got: steps };
  for (const [metric, byBranch] of Object.entries(result.metrics)) {
    const wrong = outside({ metric }, Object.values(byBranch), isShare(metric) ? [0, 1] : [-Infinity, Infinity]);
    if (wrong !== undefined) return wrong;
  }
  return (
    outside("earlyAgreement", Object.values(early), [-1, 1]) ??
    outside("agreement", Object.values(agreement), [-1, 1]) ??
    outside(
      "curve",
      curve.map(([, value]) => value),
      [0, 1],
    )
  );
}

/** Rounding may lie this far beyond an end. */
const ROUNDING = 1e-6;

function outside(
  what: Measured,
  values: readonly (number | null)[],
  [low, high]: readonly [number, number],
): CellFault | undefined {
  const wrong = values.find(
    (value): value is number =>
      value !== null && !(Number.isFinite(value) && value >= low - ROUNDING && value <= high + ROUNDING),
  );
  if (wrong === undefined) return undefined;
  return Number.isFinite(low)
    ? { code: "outOfRange", what, low, high, got: wrong }
    : { code: "notFinite", what, got: wrong };
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
