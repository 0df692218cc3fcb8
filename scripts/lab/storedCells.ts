import { existsSync } from "node:fs";
import { ENGINE_VERSION } from "../../src/experiment/engineVersion";
import { parseCellResult } from "../../src/sweep/cellResult";
import { storedCell, type StoredCell } from "../../src/sweep/valueTable";
import { plural } from "../../src/ui/words/plural";
import type { Io } from "./command";
import { InputError, readGiven } from "./inputError";
import { isRunFile, splitArgument } from "./storedRun";

/**
 * The runs of a sweep that a file of results has: of a choice, the one. Lines that are none are counted and told.
 * @param argument a path, with a colon the id of a cell.
 * @returns undefined for a file that is no text of results at all, such as one of runs.
 * @throws InputError for a file without a result, and for a cell that it does not have.
 */
export function readStoredCells(argument: string, io: Io): readonly StoredCell[] | undefined {
  const { path, wanted } = splitArgument(argument);
  if (!existsSync(path)) return undefined;
  const bytes = readGiven(path);
  if (isRunFile(bytes)) return undefined;
  const lines = bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const all = lines.flatMap((line) => cellOfLine(line) ?? []);
  const results = all.filter(({ result }) => result.version === ENGINE_VERSION);
  if (all.length === 0) {
    throw new InputError(
      `${path} holds no runs: expected a file that the page exported, one that train --out packed, or results of a sweep (results.jsonl)`,
    );
  }
  const [none, old] = [lines.length - all.length, all.length - results.length];
  if (none > 0) io.err(`${path}: ${none} ${plural(none, "line is", "lines are")} no result`);
  if (old > 0) {
    io.err(
      `${path}: ${old} ${plural(old, "result is", "results are")} left out, computed by another version of the arithmetic than ${ENGINE_VERSION}`,
    );
  }
  if (wanted === undefined) return results;
  const chosen = results.filter(({ result }) => result.cell === wanted);
  if (chosen.length === 0) {
    throw new InputError(
      `${path} holds no run of the id ${JSON.stringify(wanted)}; the first is ${all[0]?.result.cell}`,
    );
  }
  return chosen;
}

/** @returns undefined for a line that is cut off or of something else, or whose link cannot be read. */
function cellOfLine(line: string): StoredCell | undefined {
  try {
    const result = parseCellResult(JSON.parse(line));
    return result && storedCell(result);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
