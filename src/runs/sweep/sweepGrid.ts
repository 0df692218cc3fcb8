import type { SiteId } from "../../graph/networkGraph";
import { meanOf, pairedDifference, holm, type PairedDifference } from "../statistics";
import { mainAccuracy, weakest, type CellResult } from "./cellResult";
import type { SweepCell } from "./expandSweep";
import { resultOf, type ResultsByCell } from "./mergeResults";

/** One column and row of the grid: the same network with every seed. */
export interface GridEntry {
  readonly key: string;
  readonly placement: readonly SiteId[];
  /** Undefined: the run without forks that rows share. */
  readonly row: number | undefined;
  readonly title: string;
  /** In the order of the seeds. */
  readonly cells: readonly SweepCell[];
  /** Of the cells that have one, in the order of the seeds. */
  readonly results: readonly CellResult[];
  /** Accuracies of the head that ships, with their seeds. */
  readonly accuracies: readonly { readonly seed: number; readonly value: number }[];
  readonly mean: number | undefined;
  /** Means over the seeds of the weakest branch. */
  readonly early: number | undefined;
  readonly agreement: number | undefined;
  /** Multiply-adds of the training network, one image forward. */
  readonly cost: number | undefined;
  /** Against the runs without forks with the same seeds; undefined for those themselves and without a pair. */
  readonly difference?: PairedDifference;
  /** The difference's p after Holm over all entries of the grid. */
  readonly corrected?: number;
}

/** The grid of a sweep with what is known so far; one entry per placement and row, in the order of the cells. */
export function sweepGrid(cells: readonly SweepCell[], results: ResultsByCell): readonly GridEntry[] {
  const groups = new Map<string, SweepCell[]>();
  for (const cell of cells) {
    const key = `${cell.placement.join("+")}/${cell.row ?? "-"}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  const entries = [...groups].map(([key, group]) => entryOf(key, group, results));
  const baseline = new Map(
    entries.find(({ row }) => row === undefined)?.accuracies.map((each) => [each.seed, each.value]),
  );
  const compared = entries.map((entry) => {
    const pairs = entry.accuracies.flatMap(({ seed, value }) => {
      const base = baseline.get(seed);
      return base === undefined || entry.row === undefined ? [] : [value - base];
    });
    return pairs.length === 0 ? entry : { ...entry, difference: pairedDifference(pairs) };
  });
  const asked = compared.filter((entry) => "difference" in entry);
  const ps = holm(asked.map((entry) => entry.difference?.p ?? 1));
  const byKey = new Map(asked.map(({ key }, index) => [key, ps[index]]));
  return compared.map((entry) => {
    const corrected = byKey.get(entry.key);
    return corrected === undefined ? entry : { ...entry, corrected };
  });
}

/** What a fork at one site adds, all else being equal. */
export interface SiteEffect {
  readonly site: SiteId;
  readonly row: number;
  readonly effect: PairedDifference;
}

/**
 * Main effect of each site under each row: per seed, the mean over the placements of the others of
 * `with the fork − without it`; the seeds are the pairs. Only seeds of which every placement is done count.
 */
export function siteEffects(grid: readonly GridEntry[], sites: readonly SiteId[], rows: number): readonly SiteEffect[] {
  const known = new Map<string, number>();
  const keyOf = (placement: readonly SiteId[], row: number, seed: number): string =>
    `${placement.join("+")}/${row}/${seed}`;
  const seeds = new Set<number>();
  for (const { placement, row, accuracies } of grid) {
    for (const { seed, value } of accuracies) {
      seeds.add(seed);
      // The shared run without forks stands in every row.
      const own = row === undefined ? Array.from({ length: rows }, (_, index) => index) : [row];
      for (const index of own) known.set(keyOf(placement, index, seed), value);
    }
  }
  const placements = [...new Map(grid.map(({ placement }) => [placement.join("+"), placement])).values()];
  return Array.from({ length: rows }, (_, row) => row).flatMap((row) =>
    sites.flatMap((site) => {
      const effects = [...seeds].flatMap((seed) => {
        const steps = placements
          .filter((placement) => !placement.includes(site))
          .map((without) => {
            const added = sites.filter((each) => each === site || without.includes(each));
            const after = known.get(keyOf(added, row, seed));
            const before = known.get(keyOf(without, row, seed));
            return after === undefined || before === undefined ? Number.NaN : after - before;
          });
        const mean = meanOf(steps);
        return Number.isFinite(mean) ? [mean] : [];
      });
      return effects.length === 0 ? [] : [{ site, row, effect: pairedDifference(effects) }];
    }),
  );
}

function entryOf(key: string, cells: readonly SweepCell[], byCell: ResultsByCell): GridEntry {
  const [first] = cells;
  const results = cells.flatMap(({ id }) => resultOf(byCell, id) ?? []);
  const accuracies = results.flatMap((result) => {
    const value = mainAccuracy(result);
    return value === undefined ? [] : [{ seed: result.seed, value }];
  });
  const done = results.filter(({ status }) => status === "done");
  return {
    key,
    placement: first?.placement ?? [],
    row: first?.row,
    title: first?.title ?? "",
    cells,
    results,
    accuracies,
    mean: meanIfAny(accuracies.map(({ value }) => value)),
    early: meanIfAny(done.flatMap(({ early }) => weakest(early) ?? [])),
    agreement: meanIfAny(done.flatMap(({ agreement }) => weakest(agreement) ?? [])),
    cost: results[0]?.cost.multiplyAdds,
  };
}

function meanIfAny(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : meanOf(values);
}
