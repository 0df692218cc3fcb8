import type { RunningCell } from "../../store/sweepState";
import type { SweepRow } from "../../sweep/sweepRows";
import type { GridColumn } from "./gridModel";
import { PLAIN_STYLE, rowStyle } from "./rowStyle";
import { sweepWords } from "../words/sweepWords";

/** A line below a column. */
export interface StatusLine {
  readonly text: string;
  readonly className?: string;
}

export interface StatusContext {
  readonly rows: readonly SweepRow[];
  readonly running: readonly RunningCell[];
  /** Steps that runs which broke off go on from, by cell. */
  readonly begun: ReadonlyMap<string, number>;
  /** Cells that were moved to the front. */
  readonly front: ReadonlySet<string>;
  readonly conflicts: ReadonlySet<string>;
}

/** How far a placement is: what is training, what went wrong, what is done; never more than two lines. */
export function statusLines({ slots }: GridColumn, context: StatusContext): readonly StatusLine[] {
  const { rows, running, begun, front, conflicts } = context;
  const entries = [...new Set(slots.map(({ entry }) => entry))];
  const cells = entries.flatMap((entry) => entry.cells);
  const lines: StatusLine[] = [];
  for (const { entry, from } of slots) {
    const style = entry.plain ? PLAIN_STYLE : rowStyle(rows, from);
    for (const { cell, step } of running.filter((each) => entry.cells.some(({ id }) => id === each.cell.id))) {
      const percent = Math.floor((100 * step) / cell.experiment.training.budget);
      lines.push({ text: sweepWords.runningPart(style.short, percent), className: `${style.className} armText` });
    }
  }
  const bad = entries.flatMap((entry) => entry.bad);
  const diverged = bad.filter(({ status }) => status === "diverged").length;
  if (diverged > 0) lines.push({ text: sweepWords.diverged(diverged), className: "badText" });
  if (bad.length > diverged) lines.push({ text: sweepWords.failed(bad.length - diverged), className: "badText" });
  if (cells.some(({ id }) => conflicts.has(id))) lines.push({ text: sweepWords.differ, className: "badText" });
  const trains = new Set(running.map(({ cell }) => cell.id));
  const [kept] = cells.flatMap(({ id }) => (trains.has(id) ? [] : (begun.get(id) ?? [])));
  if (kept !== undefined) lines.push({ text: sweepWords.keptAt(kept) });
  const done = entries.reduce((sum, entry) => sum + entry.accuracies.length, 0);
  if (done === cells.length) lines.push({ text: sweepWords.doneAll, className: "okText" });
  else if (done > 0) lines.push({ text: sweepWords.doneOf(done, cells.length) });
  else if (lines.length === 0) {
    lines.push({ text: cells.some(({ id }) => front.has(id)) ? sweepWords.next : sweepWords.queued });
  }
  return lines.slice(0, 2);
}
