import { extent } from "d3-array";
import type { SiteId } from "../../graph/networkGraph";
import { baselineOf, type GridEntry } from "../../sweep/sweepGrid";
import type { CellWork } from "../../sweep/sweepBudget";
import { roundAxis } from "../common/axis";

export type GridOrder = "placement" | "accuracy" | "cost" | "agreement";

/** One mark of a column: an entry and the rows that it is drawn over. */
export interface GridSlot {
  readonly entry: GridEntry;
  /** First and last row, both included. */
  readonly from: number;
  readonly to: number;
  /** Work of a training step against plain training of the same trunk; undefined where that is not part of the sweep. */
  readonly compute: number | undefined;
}

/** One placement. */
export interface GridColumn {
  readonly key: string;
  readonly placement: readonly SiteId[];
  readonly slots: readonly GridSlot[];
}

/**
 * The columns of the picture, in the order of the cells. An entry that stands in rows beside each other is one wide
 * slot; in rows apart it is drawn in each of them.
 */
export function gridColumns(grid: readonly GridEntry[], work: ReadonlyMap<string, CellWork>): readonly GridColumn[] {
  const baselines = grid.filter(({ plain }) => plain);
  const perStep = ({ cells }: GridEntry): number | undefined => {
    const known = work.get(cells[0]?.id ?? "");
    return known === undefined ? undefined : known.multiplyAdds / known.steps;
  };
  const columns = new Map<string, { readonly placement: readonly SiteId[]; readonly slots: GridSlot[] }>();
  for (const entry of grid) {
    const key = entry.placement.join("+");
    const column = columns.get(key) ?? { placement: entry.placement, slots: [] };
    columns.set(key, column);
    const base = baselineOf(entry, baselines);
    const [own, plain] = [perStep(entry), base && perStep(base)];
    const compute = own === undefined || plain === undefined || plain === 0 ? undefined : own / plain;
    for (const [from, to] of spans(entry.rows)) column.slots.push({ entry, from, to, compute });
  }
  return [...columns].map(([key, { placement, slots }]) => ({
    key,
    placement,
    slots: slots.toSorted((a, b) => a.from - b.from),
  }));
}

/** Best first; what has no value yet comes last. Cost counts the dearest row, agreement the weakest one. */
export function sortedColumns(columns: readonly GridColumn[], order: GridOrder): readonly GridColumn[] {
  if (order === "placement") return columns;
  const key = ({ slots }: GridColumn): number => {
    const known = (read: (slot: GridSlot) => number | undefined): readonly number[] =>
      slots.flatMap((slot) => read(slot) ?? []);
    switch (order) {
      case "accuracy":
        return Math.min(Infinity, ...known(({ entry }) => entry.mean).map((mean) => -mean));
      case "cost": {
        const costs = known(({ compute }) => compute);
        return costs.length === 0 ? Infinity : Math.max(...costs);
      }
      case "agreement": {
        const cosines = known(({ entry }) => entry.agreement);
        return cosines.length === 0 ? Infinity : -Math.min(...cosines);
      }
      default:
        return order satisfies never;
    }
  };
  const keyed = columns.map((column) => ({ column, at: key(column) }));
  return keyed.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at)).map(({ column }) => column);
}

/** Marks from below the lowest to above the highest accuracy, which are written in hundredths. */
export const accuracyTicks = (values: readonly number[]): readonly number[] => roundTicks(values, [0, 1]);

/** Round numbers, hundredths at the finest, from below the lowest to above the highest value, and none outside the limits. */
export function roundTicks(
  values: readonly number[],
  within: readonly [least: number, most: number],
): readonly number[] {
  const [low, high] = extent(values);
  if (low === undefined) return roundAxis(...within, { finest: 0.01 }).ticks;
  const room = (high - low) / 20;
  return roundAxis(low - room, high + room, { finest: 0.01, within }).ticks;
}

/** Mean over several curves where all of them have a point; `[step, value]`. */
export function meanCurve(
  curves: readonly (readonly (readonly [step: number, value: number])[])[],
): readonly (readonly [step: number, value: number])[] {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const curve of curves) {
    for (const [step, value] of curve) {
      const known = sums.get(step) ?? { sum: 0, count: 0 };
      sums.set(step, { sum: known.sum + value, count: known.count + 1 });
    }
  }
  return [...sums]
    .filter(([, { count }]) => count === curves.length)
    .map(([step, { sum, count }]) => [step, sum / count] as const)
    .sort(([a], [b]) => a - b);
}

function spans(rows: readonly number[]): readonly (readonly [from: number, to: number])[] {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return [];
  return last - first === rows.length - 1 ? [[first, last]] : rows.map((row) => [row, row] as const);
}
