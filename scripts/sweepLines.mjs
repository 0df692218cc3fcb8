/** What tests of sweeps on other schedulers read of the lines that runs leave. */
import { existsSync, readFileSync } from "node:fs";

/** What the clock says of a run. */
const CLOCKED = new Set(["seconds", "engine"]);

/**
 * The whole lines of a file of results; none where there is no file yet.
 *
 * @param {string} path
 */
export function linesOf(path) {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.endsWith("}"));
}

/**
 * Every cell with what it found, without what a clock says.
 *
 * @param {string[]} paths
 * @returns {[cell: string, found: string][]}
 */
export function cellsOf(paths) {
  const all = paths.flatMap(linesOf).map((line) => JSON.parse(line));
  return all
    .map(
      (result) =>
        /** @type {[string, string]} */ ([
          result.cell,
          JSON.stringify(Object.entries(result).filter(([key]) => !CLOCKED.has(key))),
        ]),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
