import { methods } from "../catalog/methods";
import type { Arm, Experiment } from "../experiment/experiment";
import { learningFields } from "../experiment/fields";
import { armNetwork } from "../experiment/network";
import { encodeLink } from "../experiment/link/encode";
import type { ConfigIssue } from "../experiment/issue";
import { validate } from "../experiment/validate";
import { SiteError } from "../graph/spec";
import { ShapeError } from "../graph/shape";
import type { SiteId } from "../graph/networkGraph";
import { ConfigError } from "../schema/configError";
import { initialValues } from "../schema/field";
import { idOfText } from "./idOfText";
import { finish, type Steps } from "../tasks/steps";
import { sitesOf, type Sweep, type SweepPart } from "./sweep";
import { rowsOf, type SweepRow } from "./sweepRows";

/** One run of a sweep. */
export interface SweepCell {
  /** From the cell's link alone, so that every machine and every sweep with this cell calls it the same. */
  readonly id: string;
  readonly link: string;
  /** One arm. */
  readonly experiment: Experiment;
  /** Where it forks, in trunk order; empty: no fork. */
  readonly placement: readonly SiteId[];
  /** Indices of the rows that this run stands in: several where they differ by nothing that this run has. */
  readonly rows: readonly number[];
  /** Plain training without forks: what the others of its rows are compared with. */
  readonly plain: boolean;
  readonly title: string;
  readonly seed: number;
}

/**
 * Every run of a sweep, whatever its part: seed by seed, so that what is done first can be compared, fewest forks first.
 * Rows that do the same share that one run, as all do without forks.
 */
export function expandSweep(sweep: Sweep): readonly SweepCell[] {
  return finish(expandInSteps(sweep));
}

/** {@link expandSweep}, a step per run. */
export function* expandInSteps(sweep: Sweep): Steps<readonly SweepCell[]> {
  const sites = sitesOf(sweep);
  const rows: (SweepRow & { readonly withoutForks: boolean })[] = [];
  for (const row of rowsOf(sweep)) {
    rows.push({ ...row, withoutForks: actsPlain(row.base, { ...row.arm, forks: [] }) });
    yield;
  }
  const cells = new Map<string, SweepCell>();
  const placements = placementsOf(sites);
  for (const seed of sweep.seeds) {
    for (const placement of placements) {
      for (const [index, row] of rows.entries()) {
        const cell = cellOf(row, index, placement, seed, row.withoutForks);
        const known = cells.get(cell.id);
        cells.set(cell.id, known === undefined ? cell : { ...known, rows: [...known.rows, index] });
        yield;
      }
    }
  }
  return [...cells.values()];
}

/** All subsets of some sites, the empty one first, then by number of forks and in trunk order. */
export function placementsOf(sites: readonly SiteId[]): readonly (readonly SiteId[])[] {
  const subsets = Array.from({ length: 2 ** sites.length }, (_, bits) =>
    sites.filter((_site, index) => ((bits >> index) & 1) === 1),
  );
  const rank = (subset: readonly SiteId[]): string => subset.map((site) => sites.indexOf(site)).join();
  return subsets.sort((a, b) => a.length - b.length || rank(a).localeCompare(rank(b)));
}

/** The share of a list that a part has: every `of`-th entry, so that shares take about the same time. */
export function cellsOfPart<T>(cells: readonly T[], part: SweepPart | undefined): readonly T[] {
  return part === undefined ? cells : cells.filter((_, index) => index % part.of === part.number - 1);
}

/** What keeps cells of a sweep from being run, each once; asked of one seed, because seeds change no network. */
export function sweepIssues(sweep: Sweep): readonly ConfigIssue[] {
  return finish(checkInSteps(sweep)).issues;
}

/** What a sweep comes to, before it is made. */
export interface SweepCheck {
  /** What keeps it from being run. */
  readonly issues: readonly ConfigIssue[];
  /** Runs with all seeds. */
  readonly runs: number;
}

/** Counts and validates the runs of a sweep, a step per run of one seed. */
export function* checkInSteps(sweep: Sweep): Steps<SweepCheck> {
  const [seed = 0] = sweep.seeds;
  const found = new Map<string, ConfigIssue>();
  const cells = yield* expandInSteps({ ...sweep, seeds: [seed] });
  for (const { experiment } of cells) {
    for (const issue of validate(experiment))
      if (issue.blocking) found.set(JSON.stringify([issue.path, issue.what]), issue);
    yield;
  }
  return { issues: [...found.values()], runs: cells.length * sweep.seeds.length };
}

function cellOf(row: SweepRow, index: number, placement: readonly SiteId[], seed: number, plainly: boolean): SweepCell {
  const forks = row.arm.forks.filter(({ site }) => placement.includes(site));
  const shared = forks.length === 0 && plainly;
  const arm = shared ? plainFrom(row.arm) : { ...row.arm, forks };
  // Names of arms are not what a run is: rows of another sweep may be called otherwise.
  const experiment: Experiment = { ...row.base, seed, arms: [{ ...arm, label: "" }] };
  const link = encodeLink(experiment);
  return {
    id: idOfText(link),
    link,
    experiment,
    placement,
    rows: [index],
    plain: shared,
    title: shared ? [methods.plain.title, row.bandTitle].filter(Boolean).join(", ") : row.title,
    seed,
  };
}

const plain: Arm = { label: "", method: { kind: "plain", ...initialValues(methods.plain.fields) }, forks: [] };

/** What starts from given weights is compared with what starts from the same ones. */
function plainFrom({ learning }: Arm): Arm {
  const start = learning?.start ?? "";
  return start === "" ? plain : { ...plain, learning: { ...initialValues(learningFields), start } };
}

/** Whether an arm without forks is plain training: by its loss, so that no list of methods has to say so. */
function actsPlain(base: Experiment, arm: Arm): boolean {
  try {
    const terms = (of: Arm): string => JSON.stringify(armNetwork(base, of).plan.terms);
    return terms(arm) === terms(plain);
  } catch (error) {
    // A method that needs a branch has no run of its own without one.
    if (error instanceof ConfigError || error instanceof SiteError || error instanceof ShapeError) return true;
    throw error;
  }
}
