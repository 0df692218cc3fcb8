import { createSweepShelf } from "../../client/sweepShelf";
import { ENGINE_VERSION } from "../../experiment/engineVersion";
import type { LibraryEntry } from "../../record/libraryEntrySchema";
import type { RunRecord } from "../../record/runRecord";
import { cellRows, runRows, storedCell, tableCsv, tableParquet, type ValueRow } from "../../sweep/valueTable";

/** Forms in which a table is handed out, and what they are to a browser. */
export const tableTypes = { parquet: "application/vnd.apache.parquet", csv: "text/csv" } as const;

/**
 * Every value of kept runs as a table, as `lab logs` writes it.
 * @param read the record of a run; undefined for one that cannot be read, which is told by whoever reads.
 * @param withCells takes the runs of ablations along that this browser has.
 */
export async function tableOf(
  form: keyof typeof tableTypes,
  entries: readonly LibraryEntry[],
  read: (id: string) => Promise<RunRecord | undefined>,
  withCells: boolean,
): Promise<Blob> {
  const rows: ValueRow[] = [];
  const add = (more: readonly ValueRow[]): void => {
    for (const row of more) rows.push(row);
  };
  for (const { id, name } of entries) {
    const record = await read(id);
    if (record !== undefined) add(runRows(id, name, record));
  }
  const results = withCells ? await createSweepShelf().everything() : [];
  for (const result of results) {
    const cell = result.version === ENGINE_VERSION ? storedCell(result) : undefined;
    if (cell !== undefined) add(cellRows(cell));
  }
  const content = form === "csv" ? tableCsv(rows) : tableParquet(rows);
  return new Blob([content], { type: tableTypes[form] });
}
