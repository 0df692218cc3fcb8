import { recordBytes } from "../record/recordBytes";
import type { RunRecord } from "../record/runRecord";

/** How many ended runs a page keeps at hand, and how much memory they may take; the library has them all. */
const MOST_RUNS = 20;
const MOST_BYTES = 200_000_000;

/** Ended runs, newest first, as many as there is room for: the newest always, of the others no gap between. */
export function earlierRuns(runs: readonly RunRecord[], mostBytes = MOST_BYTES): readonly RunRecord[] {
  let bytes = 0;
  const full = runs.findIndex((run, index) => {
    bytes += recordBytes(run);
    return index > 0 && bytes > mostBytes;
  });
  return runs.slice(0, Math.min(MOST_RUNS, full < 0 ? runs.length : full));
}
