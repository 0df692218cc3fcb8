import type { SweepCell } from "./expandSweep";
import type { Sweep } from "./sweep";
import { sweepId } from "./sweepLink";

/** `jobs.jsonl`: a line per run with what a scheduler needs to start it and to find its result. */
export function jobLines(cells: readonly SweepCell[], sweep: Sweep): readonly string[] {
  const id = sweepId(sweep);
  return cells.map(
    ({ id: cell, link, placement, title, seed }) =>
      `${JSON.stringify({ cell, sweep: id, link, placement, method: title, seed })}\n`,
  );
}
