import { branches, type BranchConfig } from "../catalog/branches";
import type { AnyBranchDesign } from "../catalog/branches/branchDesign";
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
