import { methods } from "../../catalog/methods";
import type { Arm, Experiment } from "../../experiment/experiment";
import { armNetwork, armTitle } from "../../experiment/network";
import { encodeLink } from "../../experiment/link/encode";
import type { ConfigIssue } from "../../experiment/validate";
import { validate } from "../../experiment/validate";
import { SiteError } from "../../graph/spec";
import { ShapeError } from "../../graph/shape";
import type { SiteId } from "../../graph/networkGraph";
import { ConfigError } from "../../schema/configError";
import { initialValues } from "../../schema/field";
import { idOfText } from "./idOfText";
import { sitesOf, type Sweep, type SweepPart } from "./sweep";

/** One run of a sweep. */
export interface SweepCell {
  /** From the cell's link alone, so that every machine and every sweep with this cell calls it the same. */
  readonly id: string;
  readonly link: string;
  /** One arm. */
  readonly experiment: Experiment;
  /** Where it forks, in trunk order; empty: no fork. */
  readonly placement: readonly SiteId[];
  /** Index of the sweep's row; undefined for the run without forks, which rows share. */
  readonly row: number | undefined;
  readonly title: string;
  readonly seed: number;
}

/**
 * Every run of a sweep, whatever its part: seed by seed, so that what is done first can be compared, fewest forks first.
 * Rows that do the same without forks share that one run.
 */
export function expandSweep(sweep: Sweep): readonly SweepCell[] {
  const sites = sitesOf(sweep);
  const cells = new Map<string, SweepCell>();
  for (const seed of sweep.seeds) {
    for (const placement of placementsOf(sites)) {
      sweep.base.arms.forEach((row, index) => {
        const cell = cellOf(sweep.base, row, index, placement, seed);
        if (!cells.has(cell.id)) cells.set(cell.id, cell);
      });
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
  const [seed = 0] = sweep.seeds;
  const found = new Map<string, ConfigIssue>();
  for (const { experiment } of expandSweep({ ...sweep, seeds: [seed] })) {
    for (const issue of validate(experiment)) if (issue.blocking) found.set(`${issue.path}: ${issue.message}`, issue);
  }
  return [...found.values()];
}

function cellOf(base: Experiment, row: Arm, index: number, placement: readonly SiteId[], seed: number): SweepCell {
  const forks = row.forks.filter(({ site }) => placement.includes(site));
  const own: Arm = { ...row, forks };
  const shared = forks.length === 0 && actsPlain(base, own);
  const arm = shared ? plain : own;
  // Names of arms are not what a run is: rows of another sweep may be called otherwise.
  const experiment: Experiment = { ...base, seed, arms: [{ ...arm, label: "" }] };
  const link = encodeLink(experiment);
  return {
    id: idOfText(link),
    link,
    experiment,
    placement,
    row: shared ? undefined : index,
    title: armTitle(arm),
    seed,
  };
}

const plain: Arm = { label: "", method: { kind: "plain", ...initialValues(methods.plain.fields) }, forks: [] };

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
