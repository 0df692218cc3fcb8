import { branches, type BranchConfig } from "../catalog/branches";
import type { AnyBranchDesign } from "../catalog/branches/branchDesign";
import { findEntry } from "../catalog/registry";
import { ConfigError } from "../schema/configError";
import { initialValues } from "../schema/field";

const entries: { readonly [kind: string]: AnyBranchDesign } = branches;

/** Branch designs that a word of a link names: those without aliases, and every alias of the others. */
export const designNames: readonly string[] = Object.entries(entries).flatMap(([kind, { aliases }]) => {
  const names = Object.keys(aliases);
  return names.length === 0 ? [kind] : names;
});

/** The design of a name, its settings as the name says. @throws ConfigError naming the designs that there are. */
export function designOf(name: string, path: string): BranchConfig {
  for (const [kind, { fields, aliases }] of Object.entries(entries)) {
    const values = Object.hasOwn(aliases, name) ? aliases[name]?.values : undefined;
    if (values !== undefined) return { kind, ...initialValues(fields), ...values } as BranchConfig;
  }
  const entry = findEntry(entries, name);
  if (entry === undefined) throw new ConfigError(path, { code: "oneOf", names: designNames }, name);
  return { kind: name, ...initialValues(entry.fields) } as BranchConfig;
}

/** `GAP + linear`: what a design is called on the page. @throws ConfigError as {@link designOf}. */
export function designTitle(name: string): string {
  const design = designOf(name, "sweep.designs");
  const entry = findEntry(entries, design.kind);
  const title = entry?.title ?? name;
  return Object.hasOwn(entry?.aliases ?? {}, name) ? `${title}, ${name}` : title;
}
