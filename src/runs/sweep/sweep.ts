import { branches, type BranchConfig } from "../../catalog/branches";
import { methods, type MethodConfig } from "../../catalog/methods";
import type { AnyMethod } from "../../catalog/methods/method";
import { findEntry } from "../../catalog/registry";
import { MAX_ARMS, MAX_FORKS, type Arm, type Experiment } from "../../experiment/experiment";
import { trunkNetwork } from "../../experiment/network";
import type { SiteId } from "../../graph/networkGraph";
import { ConfigError } from "../../schema/configError";
import { initialValues } from "../../schema/field";

/** One of several shares of a sweep: `{ number: 2, of: 4 }` is the second of four. */
export interface SweepPart {
  readonly number: number;
  readonly of: number;
}

/**
 * A placement ablation as a value. Each arm of `base` is a row, a method with its branch designs, that forks at every
 * candidate site; a cell keeps some of those forks. Everything else of `base` holds for every cell.
 */
export interface Sweep {
  readonly base: Experiment;
  /** In increasing order, each once; the base's own seed is the first. */
  readonly seeds: readonly number[];
  /** The share that this machine runs; undefined: all. It is no part of what the sweep is. */
  readonly part?: SweepPart;
}

/** More seeds than anybody waits for. */
export const MAX_SEEDS = 64;

/** What {@link makeSweep} needs beside the base experiment. */
export interface SweepChoice {
  readonly sites: readonly SiteId[];
  /** Names of methods; one that an arm of the base has is taken with that arm's settings and branch design. */
  readonly methods: readonly string[];
  /** Branch designs, each tried with every method; none: each method's usual one. */
  readonly designs?: readonly BranchConfig[];
  readonly seeds: readonly number[];
  readonly part?: SweepPart;
}

/**
 * The sweep over all subsets of some sites.
 * @throws ConfigError when a site, a method or a number of rows is not possible; it says what is.
 */
export function makeSweep(base: Experiment, choice: SweepChoice): Sweep {
  const sites = orderedSites(base, choice.sites);
  if (choice.methods.length === 0) throw new ConfigError("sweep.methods", "at least one method", choice.methods);
  // In the registry's order: the same choice is the same sweep, however it was made.
  const order = Object.keys(methodEntries);
  const kinds = [...new Set(choice.methods)].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const rows = kinds.flatMap((kind) => rowsOf(base, kind, choice.designs ?? [], sites));
  if (rows.length > MAX_ARMS) {
    throw new ConfigError("sweep.methods", `at most ${MAX_ARMS} rows (methods × branch designs)`, rows);
  }
  const seeds = [...new Set(choice.seeds)].sort((a, b) => a - b);
  const [first] = seeds;
  if (first === undefined || seeds.length > MAX_SEEDS) {
    throw new ConfigError("sweep.seeds", `1 to ${MAX_SEEDS} seeds`, choice.seeds);
  }
  return {
    base: { ...base, seed: first, arms: rows },
    seeds,
    ...(choice.part === undefined ? {} : { part: choice.part }),
  };
}

/** The candidate sites of a sweep, in trunk order. */
export function sitesOf({ base }: Sweep): readonly SiteId[] {
  const chosen = new Set(base.arms.flatMap(({ forks }) => forks.map(({ site }) => site)));
  return trunkNetwork(base).sites.flatMap(({ id }) => (chosen.has(id) ? [id] : []));
}

function orderedSites(base: Experiment, wanted: readonly SiteId[]): readonly SiteId[] {
  const known = trunkNetwork(base).sites.map(({ id }) => id);
  const odd = wanted.find((site) => !known.includes(site));
  if (odd !== undefined) throw new ConfigError("sweep.sites", `one of ${known.join(", ")}`, odd);
  const sites = known.filter((site) => wanted.includes(site));
  if (sites.length === 0 || sites.length > MAX_FORKS) {
    throw new ConfigError("sweep.sites", `1 to ${MAX_FORKS} different sites`, wanted);
  }
  return sites;
}

const methodEntries: { readonly [kind: string]: AnyMethod } = methods;

function rowsOf(
  base: Experiment,
  kind: string,
  designs: readonly BranchConfig[],
  sites: readonly SiteId[],
): readonly Arm[] {
  const entry = findEntry(methodEntries, kind);
  if (entry === undefined) {
    throw new ConfigError("sweep.methods", `one of ${Object.keys(methodEntries).join(", ")}`, kind);
  }
  const arm = base.arms.find(({ method }) => method.kind === kind);
  const method = arm?.method ?? ({ kind, ...initialValues(entry.fields) } as MethodConfig);
  const [template] = arm?.forks ?? [];
  const usual = template?.branch ?? usualBranch(kind);
  return (designs.length === 0 ? [usual] : designs).map((branch) => ({
    label: designs.length > 1 ? `${entry.title}, ${branch.kind}` : "",
    method,
    forks: sites.map((site) => ({ site, branch, weight: template?.weight ?? 1 })),
  }));
}

/** What a method was published with. */
function usualBranch(method: string): BranchConfig {
  return method === "dhm" || method === "dsl"
    ? { kind: "dhm", ...initialValues(branches.dhm.fields) }
    : { kind: "gap", ...initialValues(branches.gap.fields) };
}
