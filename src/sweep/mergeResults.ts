import type { CellResult } from "./cellResult";
import { finish, type Steps } from "../tasks/steps";

/** Results of one sweep by cell; every different result of a cell is kept, the first one told first. */
export type ResultsByCell = ReadonlyMap<string, readonly CellResult[]>;

/** The results with more of them; a result that stands there already, to the last digit, is not repeated. */
export function mergeResults(known: ResultsByCell, more: readonly CellResult[]): ResultsByCell {
  return finish(mergeInSteps(known, more));
}

/** {@link mergeResults}, a step per result. */
export function* mergeInSteps(known: ResultsByCell, more: readonly CellResult[]): Steps<ResultsByCell> {
  const merged = new Map(known);
  // Of each cell that something comes to: its list, copied once, and the texts of what stands in it.
  const touched = new Map<string, { readonly list: CellResult[]; readonly texts: Set<string> }>();
  for (const result of more) {
    let cell = touched.get(result.cell);
    if (cell === undefined) {
      const list = [...(merged.get(result.cell) ?? [])];
      cell = { list, texts: new Set(list.map((one) => JSON.stringify(one))) };
      touched.set(result.cell, cell);
    }
    const text = JSON.stringify(result);
    if (!cell.texts.has(text)) {
      cell.texts.add(text);
      cell.list.push(result);
      merged.set(result.cell, cell.list);
    }
    yield;
  }
  return merged;
}

/**
 * The result that stands for a cell: the last one that ended well, else the last one, so that a run that failed and was
 * done again counts as done.
 */
export function resultOf(results: ResultsByCell, cell: string): CellResult | undefined {
  const all = results.get(cell) ?? [];
  return all.findLast(({ status }) => status === "done") ?? all.at(-1);
}

/** Cells whose results say different things: other metrics from the same experiment, seed and engine version. */
export function conflictsOf(results: ResultsByCell): readonly string[] {
  return [...results].flatMap(([cell, all]) => {
    // Asked after every result of thousands: a single one cannot disagree.
    if (all.length < 2) return [];
    const done = all.filter(({ status }) => status === "done");
    return new Set(done.map(({ metrics, version }) => JSON.stringify([version, metrics]))).size > 1 ? [cell] : [];
  });
}
