import { branches, type BranchConfig } from "../catalog/branches";
import { methods, type MethodConfig } from "../catalog/methods";
import type { AnyMethod } from "../catalog/methods/method";
import { findEntry } from "../catalog/registry";
import { MAX_ARMS, MAX_FORKS, type Arm, type Experiment } from "../experiment/experiment";
import { forkWeightField } from "../experiment/fields";
import { rateOf, withRate } from "../experiment/forkRate";
import { trunkNetwork } from "../experiment/network";
import type { SiteId } from "../graph/networkGraph";
import { ConfigError } from "../schema/configError";
import { initialValues } from "../schema/field";
import { designNames, designOf } from "./designNames";
import { readFurther, withValue, type FurtherValues } from "./furtherField";

/** One of several shares of a sweep: `{ number: 2, of: 4 }` is the second of four. */
export interface SweepPart {
  readonly number: number;
  readonly of: number;
}

/**
 * A placement ablation as a value. Each arm of `base` is a method that forks at every candidate site; a cell keeps some
 * of those forks. Everything else of `base` holds for every cell. Designs, weights and values multiply the arms to rows.
 */
export interface Sweep {
  readonly base: Experiment;
  /** In increasing order, each once; the base's own seed is the first. */
  readonly seeds: readonly number[];
  /** Names of branch designs, each tried with every arm; absent: the arms' own. */
  readonly designs?: readonly string[];
  /** Weights of the forks, each tried with every arm; absent: the arms' own. */
  readonly weights?: readonly number[];
  /** One setting more, each value tried with every arm. */
  readonly further?: FurtherValues;
  /** The share that this machine runs; undefined: all. It is no part of what the sweep is. */
  readonly part?: SweepPart;
}

/** More seeds than anybody waits for. */
export const MAX_SEEDS = 64;
/** Methods × designs × weights × values: more rows than a picture can tell apart. */
export const MAX_ROWS = 24;
/** Runs of a sweep; the grid stays quick with a quarter of them. */
export const MAX_CELLS = 20_000;

/** What {@link makeSweep} needs beside the base experiment. */
export interface SweepChoice {
  readonly sites: readonly SiteId[];
  /** Names of methods; one that an arm of the base has is taken with that arm's settings, its branch design and how it learns. */
  readonly methods: readonly string[];
  /** Names of branch designs, each tried with every method; none: each method's usual one. */
  readonly designs?: readonly string[];
  /** Weights of the forks, each tried with every method; none: each arm's own. */
  readonly weights?: readonly number[];
  readonly further?: FurtherValues;
  readonly seeds: readonly number[];
  readonly part?: SweepPart;
}

/**
 * The sweep over all subsets of some sites. A dimension with a single value becomes a setting of the base.
 * @throws ConfigError when a site, a method, a value or a number of rows is not possible; it says what is.
 */
export function makeSweep(base: Experiment, choice: SweepChoice): Sweep {
  const sites = orderedSites(base, choice.sites);
  if (choice.methods.length === 0) throw new ConfigError("sweep.methods", { code: "aMethod" }, choice.methods);
  // In the registry's order: the same choice is the same sweep, however it was made.
  const order = Object.keys(methodEntries);
  const kinds = [...new Set(choice.methods)].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const designs = [...new Set(choice.designs)].sort((a, b) => designNames.indexOf(a) - designNames.indexOf(b));
  const designed = designs.map((name) => designOf(name, "sweep.designs"));
  const weights = [...new Set(choice.weights)].sort((a, b) => a - b);
  for (const weight of weights) forkWeightField.parse(weight, "sweep.weights");
  const arms = kinds.map((kind) => armOf(base, kind, sites, designed, weights));
  if (arms.length > MAX_ARMS)
    throw new ConfigError("sweep.methods", { code: "methods", most: MAX_ARMS }, choice.methods);
  const seeds = [...new Set(choice.seeds)].sort((a, b) => a - b);
  const [first] = seeds;
  if (first === undefined || seeds.length > MAX_SEEDS) {
    throw new ConfigError("sweep.seeds", { code: "seeds", most: MAX_SEEDS }, choice.seeds);
  }
  const plain = { ...base, seed: first, arms };
  const further = choice.further && readFurther(plain, choice.further.path, choice.further.values);
  const [only = ""] = further?.values ?? [];
  const single = further !== undefined && further.values.length === 1;
  const sweep: Sweep = {
    base: single ? withValue(plain, further.path, only) : plain,
    seeds,
    ...(designs.length > 1 ? { designs } : {}),
    ...(weights.length > 1 ? { weights } : {}),
    ...(further === undefined || single ? {} : { further }),
    ...(choice.part === undefined ? {} : { part: choice.part }),
  };
  checkSize(sweep, sites.length);
  return sweep;
}

/** The candidate sites of a sweep, in trunk order. */
export function sitesOf({ base }: Sweep): readonly SiteId[] {
  const chosen = new Set(base.arms.flatMap(({ forks }) => forks.map(({ site }) => site)));
  return trunkNetwork(base).sites.flatMap(({ id }) => (chosen.has(id) ? [id] : []));
}

/** @throws ConfigError when there are more rows or runs than can be read. */
export function checkSize({ base, seeds, designs, weights, further }: Sweep, sites: number): void {
  const rows =
    base.arms.length *
    (designs?.length ?? 1) *
    (weights?.length ?? 1) *
    (further === undefined ? 1 : further.values.length);
  if (rows > MAX_ROWS) {
    throw new ConfigError("sweep.rows", { code: "rows", most: MAX_ROWS }, rows);
  }
  const cells = rows * 2 ** sites * seeds.length;
  if (cells > MAX_CELLS) throw new ConfigError("sweep", { code: "runs", most: MAX_CELLS }, cells);
}

function orderedSites(base: Experiment, wanted: readonly SiteId[]): readonly SiteId[] {
  const known = trunkNetwork(base).sites.map(({ id }) => id);
  const odd = wanted.find((site) => !known.includes(site));
  if (odd !== undefined) throw new ConfigError("sweep.sites", { code: "oneOf", names: known }, odd);
  const sites = known.filter((site) => wanted.includes(site));
  if (sites.length === 0 || sites.length > MAX_FORKS) {
    throw new ConfigError("sweep.sites", { code: "sites", most: MAX_FORKS }, wanted);
  }
  return sites;
}

const methodEntries: { readonly [kind: string]: AnyMethod } = methods;

function armOf(
  base: Experiment,
  kind: string,
  sites: readonly SiteId[],
  designs: readonly BranchConfig[],
  weights: readonly number[],
): Arm {
  const entry = findEntry(methodEntries, kind);
  if (entry === undefined) {
    throw new ConfigError("sweep.methods", { code: "oneOf", names: Object.keys(methodEntries) }, kind);
  }
  const arm = base.arms.find(({ method }) => method.kind === kind);
  const method = arm?.method ?? ({ kind, ...initialValues(entry.fields) } as MethodConfig);
  const [template] = arm?.forks ?? [];
  // Of several designs or weights the first stands in the arm, so that its own does not count as part of the sweep.
  const branch = designs[0] ?? template?.branch ?? usualBranch(kind);
  const weight = weights[0] ?? template?.weight ?? forkWeightField.initial;
  const rate = rateOf(template ?? {});
  const { combining, learning } = arm ?? {};
  return {
    label: "",
    method,
    forks: sites.map((site) => withRate({ site, branch, weight }, rate)),
    ...(combining && { combining }),
    ...(learning && { learning }),
  };
}

/** What a method was published with. */
function usualBranch(method: string): BranchConfig {
  return method === "dhm" || method === "dsl"
    ? { kind: "dhm", ...initialValues(branches.dhm.fields) }
    : { kind: "gap", ...initialValues(branches.gap.fields) };
}
