import { branches, type BranchConfig } from "../catalog/branches";
import type { AnyBranchDesign } from "../catalog/branches/branchDesign";
import { branchFit, type BranchFit } from "../experiment/branchFit";
import type { Experiment } from "../experiment/experiment";
import type { SiteId } from "../graph/networkGraph";
import { networksOf } from "../experiment/networks";
import { remember } from "../experiment/remember";
import { initialValues } from "../schema/field";

const entries: { readonly [kind: string]: AnyBranchDesign } = branches;

export interface BranchChoice {
  /** `gap`, `dhm~light`. */
  readonly value: string;
  readonly label: string;
  readonly branch: BranchConfig;
}

/** Every design with its usual settings, one choice per alias. */
export const branchChoices: readonly BranchChoice[] = Object.entries(entries).flatMap(([kind, entry]) => {
  const initial = initialValues(entry.fields);
  const caption = entry.caption(initial);
  const aliases = Object.entries(entry.aliases);
  if (aliases.length === 0) return [{ value: kind, label: caption, branch: { kind, ...initial } as BranchConfig }];
  return aliases.map(([alias, { values }], index) => ({
    value: `${kind}~${alias}`,
    label: index === 0 ? caption : `${caption}, ${alias}`,
    branch: { kind, ...initial, ...values } as BranchConfig,
  }));
});

/** The choice that a branch is exactly; undefined for settings of one's own. */
export function choiceOf(branch: BranchConfig): BranchChoice | undefined {
  const fields = entries[branch.kind]?.fields ?? {};
  const values: { readonly [name: string]: unknown } = branch;
  return branchChoices.find(({ branch: candidate }) => {
    const other: { readonly [name: string]: unknown } = candidate;
    return (
      candidate.kind === branch.kind &&
      Object.entries(fields).every(([name, field]) => field.format(values[name]) === field.format(other[name]))
    );
  });
}

export function matchChoice(value: string): BranchConfig | undefined {
  return branchChoices.find((choice) => choice.value === value)?.branch;
}

/** How a design takes one of some places; `site` is the first at which it is not simply built. */
export type ChoiceFit = BranchFit & { readonly site?: SiteId };

const known = remember((_: Experiment) => new Map<string, BranchFit>());

/**
 * How a design takes several places at once: refused where any place refuses it, else with the smallest pool. Built once
 * per experiment, design and place.
 */
export function fitAt(experiment: Experiment, sites: readonly SiteId[], branch: BranchConfig): ChoiceFit {
  const { trunk } = networksOf(experiment);
  if (trunk === undefined) return { kind: "fits" };
  const fits = known(experiment);
  const all = [...new Set(sites)].map((site): ChoiceFit => {
    const key = `${site} ${JSON.stringify(branch)}`;
    const fit = fits.get(key) ?? branchFit(experiment, trunk, site, branch);
    fits.set(key, fit);
    return { ...fit, site };
  });
  const smaller = all.flatMap((fit) => (fit.kind === "smallerPool" ? [fit] : []));
  return (
    all.find(({ kind }) => kind === "refused") ?? smaller.toSorted((a, b) => a.pool - b.pool)[0] ?? { kind: "fits" }
  );
}
