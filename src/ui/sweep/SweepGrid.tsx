import { useMemo, useState } from "react";
import { useStore } from "zustand";
import type { SiteId } from "../../graph/networkGraph";
import type { GridEntry } from "../../runs/sweep/sweepGrid";
import type { SweepStore } from "../../store/sweepStore";
import { armStyle } from "../common/armStyle";
import { cosineText, share } from "../common/format";
import { useActions, useLab } from "../common/labContext";
import { Segments } from "../common/Segments";
import { placementText } from "./placementText";
import { SeedDots } from "./SeedDots";
import { sweepWords } from "./sweepWords";
import styles from "./Sweep.module.css";

type Order = keyof typeof sweepWords.sorts;

interface SweepGridProps {
  readonly store: SweepStore;
  readonly grid: readonly GridEntry[];
  readonly sites: readonly SiteId[];
  readonly rows: number;
}

/** Placements as columns of filled and empty dots, methods as rows; every cell opens its run's set-up in the lab. */
export function SweepGrid({ store, grid, sites, rows }: SweepGridProps) {
  const [order, setOrder] = useState<Order>("placement");
  const columns = useMemo(() => sorted(columnsOf(grid), order), [grid, order]);
  const range = useMemo(() => rangeOf(grid), [grid]);
  return (
    <section className={styles.panel} aria-label={sweepWords.grid}>
      <div className={styles.gridHead}>
        <p className="small muted">{sweepWords.gridHelp}</p>
        <Segments
          label={sweepWords.sort}
          value={order}
          options={Object.entries(sweepWords.sorts).map(([value, label]) => ({ value: value as Order, label }))}
          onChoose={setOrder}
        />
      </div>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={sweepWords.grid}>
        <table className={styles.grid}>
          <thead>
            {sites.map((site) => (
              <tr key={site}>
                <th scope="row">{site}</th>
                {columns.map(({ key, placement }) => (
                  <td key={key}>
                    <span className={placement.includes(site) ? styles.fork : styles.none}>
                      <span className="sr">{placement.includes(site) ? sweepWords.forked : sweepWords.notForked}</span>
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => (
              <tr key={row} className={armStyle(row).className}>
                <th scope="row">
                  <span className="armText">{grid.find((entry) => entry.row === row)?.title}</span>
                </th>
                {columns.map((column) => {
                  const entry = column.entries.find((each) => each.row === row) ?? column.shared;
                  // The run that rows share stands in the first of them and reaches over all.
                  if (entry?.row === undefined && row > 0) return null;
                  return (
                    <td
                      key={column.key}
                      className={entry?.row === undefined ? styles.shared : undefined}
                      rowSpan={entry?.row === undefined ? rows : 1}
                    >
                      {entry !== undefined && <GridCell store={store} entry={entry} range={range} />}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface GridCellProps {
  readonly store: SweepStore;
  readonly entry: GridEntry;
  readonly range: readonly [low: number, high: number];
}

function GridCell({ store, entry, range }: GridCellProps) {
  const running = useStore(store, ({ running: now }) => entry.cells.some(({ id }) => id === now?.cell.id));
  const arms = useLab((state) => state.experiment.arms);
  const { loadExperiment, closeDialog } = useActions();
  const open = (second: boolean): void => {
    const [cell] = entry.cells;
    if (cell === undefined) return;
    const [kept] = arms;
    const { experiment } = cell;
    loadExperiment(second && kept !== undefined ? { ...experiment, arms: [kept, ...experiment.arms] } : experiment);
    closeDialog();
  };
  const bad = entry.results.find(({ status }) => status !== "done")?.status;
  const status = running
    ? sweepWords.status.running
    : bad === undefined || bad === "done"
      ? undefined
      : sweepWords.status[bad];
  const told = entry.mean === undefined ? (status ?? sweepWords.waiting) : share(entry.mean);
  return (
    <button
      type="button"
      className={styles.cell}
      aria-label={sweepWords.open(entry.title, placementText(entry.placement), told)}
      onClick={(event) => open(event.shiftKey)}
    >
      <SeedDots values={entry.accuracies.map(({ value }) => value)} mean={entry.mean} range={range} />
      <span className={styles.mean}>{told}</span>
      {entry.agreement !== undefined && <span className="small muted">cos {cosineText(entry.agreement)}</span>}
      {entry.mean !== undefined && status !== undefined && <span className="small">{status}</span>}
    </button>
  );
}

interface Column {
  readonly key: string;
  readonly placement: readonly SiteId[];
  readonly entries: readonly GridEntry[];
  readonly shared: GridEntry | undefined;
}

function columnsOf(grid: readonly GridEntry[]): readonly Column[] {
  const columns = new Map<string, GridEntry[]>();
  for (const entry of grid) {
    const key = entry.placement.join("+");
    columns.set(key, [...(columns.get(key) ?? []), entry]);
  }
  return [...columns].map(([key, entries]) => ({
    key,
    placement: entries[0]?.placement ?? [],
    entries,
    shared: entries.find(({ row }) => row === undefined),
  }));
}

/** Best first; what has no value yet comes last. */
function sorted(columns: readonly Column[], order: Order): readonly Column[] {
  if (order === "placement") return columns;
  const best =
    (read: (entry: GridEntry) => number | undefined, pick: (...all: number[]) => number) => (column: Column) => {
      const known = column.entries.flatMap((entry) => read(entry) ?? []);
      return known.length === 0 ? Infinity : pick(...known);
    };
  const key = {
    accuracy: best(({ mean }) => mean && -mean, Math.min),
    cost: best(({ cost }) => cost, Math.max),
    agreement: best(({ agreement }) => agreement && -agreement, Math.max),
  }[order];
  return [...columns].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return x === y ? 0 : x - y;
  });
}

function rangeOf(grid: readonly GridEntry[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { accuracies } of grid) {
    for (const { value } of accuracies) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  return high > low ? [low, high] : [low - 0.05, low + 0.05];
}
