import { cellsOfPart, type SweepCell } from "./expandSweep";
import { resultOf, type ResultsByCell } from "./mergeResults";
import type { SweepPart } from "./sweep";
import type { CellWork } from "./sweepBudget";

/** What decides which run comes next. */
export interface QueueState {
  readonly cells: readonly SweepCell[];
  readonly part: SweepPart | undefined;
  readonly results: ResultsByCell;
  readonly work: ReadonlyMap<string, CellWork>;
  readonly order: "seeds" | "cheapest";
  /** Moved to the front, in this order. */
  readonly front: readonly string[];
  /** Begun and broken off: they come next, after those that were moved. */
  readonly begun: ReadonlyMap<string, unknown>;
}

/** The runs of this share that have no result that ended, in the order in which they are to be trained. */
export function queueOf(state: QueueState): readonly SweepCell[] {
  const { cells, part, results, work, order, front, begun } = state;
  const open = cellsOfPart(cells, part).filter(({ id }) => (resultOf(results, id)?.status ?? "failed") === "failed");
  const place = new Map(front.map((id, index) => [id, index]));
  const rank = ({ id }: SweepCell): number => place.get(id) ?? (begun.has(id) ? front.length : front.length + 1);
  const cost = ({ id }: SweepCell): number => (order === "cheapest" ? (work.get(id)?.multiplyAdds ?? 0) : 0);
  // Sorting is stable: what is equal stays seed by seed.
  return open.toSorted((a, b) => rank(a) - rank(b) || cost(a) - cost(b));
}
