import type { SiteId } from "../graph/networkGraph";
import { meanOf } from "../stats/mean";
import { pairedDifference, holm, type PairedDifference } from "../stats/statistics";
import { mainAccuracy, weakest, type CellResult } from "./cellResult";
import type { SweepCell } from "./expandSweep";
import { resultOf, type ResultsByCell } from "./mergeResults";
import { finish, type Steps } from "../tasks/steps";

/** One column and row of the grid: the same network with every seed. */
export interface GridEntry {
  readonly key: string;
  readonly placement: readonly SiteId[];
  /** The rows that it stands in; several share a run that is the same in all of them. */
  readonly rows: readonly number[];
  /** Plain training without forks: what its rows are compared with. */
  readonly plain: boolean;
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
  /** Runs that ended badly: they are told, and count in no mean. */
  readonly bad: readonly CellResult[];
  /** Multiply-adds of the training network, one image forward. */
  readonly cost: number | undefined;
  /** Against the runs without forks with the same seeds; undefined for those themselves and without a pair. */
  readonly difference?: PairedDifference;
  /** The difference's p after Holm over all entries of the grid. */
  readonly corrected?: number;
}

/** The grid of a sweep with what is known so far; one entry per placement and row, in the order of the cells. */
export function sweepGrid(cells: readonly SweepCell[], results: ResultsByCell): readonly GridEntry[] {
  return finish(gridInSteps(cells, results));
}

/** {@link sweepGrid}, a step per entry. */
export function* gridInSteps(cells: readonly SweepCell[], results: ResultsByCell): Steps<readonly GridEntry[]> {
  const groups = new Map<string, SweepCell[]>();
  for (const cell of cells) {
    const key = `${cell.placement.join("+")}/${cell.rows.join("+")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  yield;
  const entries: GridEntry[] = [];
  for (const [key, group] of groups) {
    entries.push(entryOf(key, group, results));
    yield;
  }
  const baselines = entries.filter(({ plain }) => plain);
  const compared: GridEntry[] = [];
  for (const entry of entries) {
    const pairs = entry.plain ? [] : pairsOf(entry, baselines);
    compared.push(pairs.length === 0 ? entry : { ...entry, difference: pairedDifference(pairs) });
    yield;
  }
  const asked = compared.flatMap(({ key, difference }) =>
    difference?.p === undefined ? [] : [{ key, p: difference.p }],
  );
  const ps = holm(asked.map(({ p }) => p));
  const byKey = new Map(asked.map(({ key }, index) => [key, ps[index]]));
  return compared.map((entry) => {
    const corrected = byKey.get(entry.key);
    return corrected === undefined ? entry : { ...entry, corrected };
  });
}

/** The plain run without forks that stands in an entry's row, or in one of the rows beside it. */
export function baselineOf(entry: GridEntry, baselines: readonly GridEntry[]): GridEntry | undefined {
  return baselines.find(({ rows }) => entry.rows.some((row) => rows.includes(row)));
}

function pairsOf(entry: GridEntry, baselines: readonly GridEntry[]): readonly number[] {
  const base = new Map(baselineOf(entry, baselines)?.accuracies.map(({ seed, value }) => [seed, value]));
  return entry.accuracies.flatMap(({ seed, value }) => {
    const other = base.get(seed);
    return other === undefined ? [] : [value - other];
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
  return finish(effectsInSteps(grid, sites, rows));
}

/** {@link siteEffects}, a step per site and row. */
export function* effectsInSteps(
  grid: readonly GridEntry[],
  sites: readonly SiteId[],
  rows: number,
): Steps<readonly SiteEffect[]> {
  const known = new Map<string, number>();
  const keyOf = (placement: string, row: number, seed: number): string => `${placement}/${row}/${seed}`;
  const seeds = new Set<number>();
  for (const { placement, rows: own, accuracies } of grid) {
    const name = placement.join("+");
    for (const { seed, value } of accuracies) {
      seeds.add(seed);
      for (const index of own) known.set(keyOf(name, index, seed), value);
    }
  }
  yield;
  const placements = [...new Map(grid.map(({ placement }) => [placement.join("+"), placement])).values()];
  const found: SiteEffect[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (const site of sites) {
      const pairs = placements
        .filter((placement) => !placement.includes(site))
        .map((without) => ({
          without: without.join("+"),
          added: sites.filter((each) => each === site || without.includes(each)).join("+"),
        }));
      const effects = [...seeds].flatMap((seed) => {
        const steps = pairs.map(({ without, added }) => {
          const after = known.get(keyOf(added, row, seed));
          const before = known.get(keyOf(without, row, seed));
          return after === undefined || before === undefined ? Number.NaN : after - before;
        });
        const mean = meanOf(steps);
        return Number.isFinite(mean) ? [mean] : [];
      });
      if (effects.length > 0) found.push({ site, row, effect: pairedDifference(effects) });
      yield;
    }
  }
  return found;
}

function entryOf(key: string, cells: readonly SweepCell[], byCell: ResultsByCell): GridEntry {
  const [first] = cells;
  const results = cells.flatMap(({ id }) => resultOf(byCell, id) ?? []);
  const accuracies = results.flatMap((result) => {
    const value = mainAccuracy(result);
    return value === undefined ? [] : [{ seed: result.seed, value }];
  });
  const bad = results.filter(({ status }) => status !== "done");
  const done = results.filter(({ status }) => status === "done");
  return {
    key,
    placement: first?.placement ?? [],
    rows: first?.rows ?? [],
    plain: first?.plain ?? false,
    title: first?.title ?? "",
    cells,
    results,
    accuracies,
    mean: meanIfAny(accuracies.map(({ value }) => value)),
    early: meanIfAny(done.flatMap(({ early }) => weakest(early) ?? [])),
    agreement: meanIfAny(done.flatMap(({ agreement }) => weakest(agreement) ?? [])),
    bad,
    cost: results[0]?.cost.multiplyAdds,
  };
}

function meanIfAny(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : meanOf(values);
}
