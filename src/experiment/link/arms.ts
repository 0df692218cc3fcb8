import { branches, type BranchConfig } from "../../catalog/branches";
import type { AnyBranchDesign } from "../../catalog/branches/branchDesign";
import { methods, type MethodConfig } from "../../catalog/methods";
import type { AnyMethod } from "../../catalog/methods/method";
import { findEntry } from "../../catalog/registry";
import { branchIds } from "../../graph/spec";
import { ConfigError } from "../../schema/configError";
import { initialValues, parseFields, type Fields } from "../../schema/field";
import { MAX_FORKS, type Arm, type Fork } from "../experiment";
import { forkWeightField } from "../fields";
import { linkToText, plainText, textToLink } from "./text";

const branchEntries: { readonly [kind: string]: AnyBranchDesign } = branches;
const methodEntries: { readonly [kind: string]: AnyMethod } = methods;
const MAX_LABEL = 40;
/** The design of a fork that names none. */
const DEFAULT_DESIGN = "gap";

/** `dhm;f=s1b1~light,s2b1~light;dhm.alpha=.5` */
export function formatArm(arm: Arm): string {
  const parts: string[] = [arm.method.kind];
  if (arm.label !== "") parts.push(`l=${textToLink(arm.label)}`);
  if (arm.forks.length > 0) parts.push(`f=${arm.forks.map(formatFork).join(",")}`);
  const method = findEntry(methodEntries, arm.method.kind);
  if (method !== undefined) parts.push(...differences(arm.method.kind, method.fields, arm.method));
  const ids = branchIds(arm.forks.map((fork) => fork.site));
  arm.forks.forEach((fork, index) => {
    const design = findEntry(branchEntries, fork.branch.kind);
    if (design === undefined || aliasOf(design, fork.branch) !== undefined) return;
    parts.push(...differences(ids[index] ?? fork.site, design.fields, fork.branch));
  });
  return parts.join(";");
}

/** `site~design~weight`, parts omitted from the right when they are the default. */
function formatFork(fork: Fork): string {
  const design = findEntry(branchEntries, fork.branch.kind);
  const name = (design && aliasOf(design, fork.branch)) ?? fork.branch.kind;
  if (fork.weight !== forkWeightField.initial) return `${fork.site}~${name}~${forkWeightField.format(fork.weight)}`;
  return name === DEFAULT_DESIGN ? fork.site : `${fork.site}~${name}`;
}

/** The alias whose values, on top of the initial ones, are exactly these. */
function aliasOf(design: AnyBranchDesign, branch: { readonly [name: string]: unknown }): string | undefined {
  return Object.keys(design.aliases).find((alias) => {
    const values = aliasValues(design, alias);
    return Object.entries(design.fields).every(
      ([name, field]) => field.format(values[name]) === field.format(branch[name]),
    );
  });
}

function aliasValues(design: AnyBranchDesign, alias: string): { readonly [name: string]: unknown } {
  return { ...initialValues(design.fields), ...design.aliases[alias]?.values };
}

/** `prefix.name=value` for every setting that is not at its initial value. */
export function differences(prefix: string, fields: Fields, values: { readonly [name: string]: unknown }): string[] {
  return Object.entries(fields)
    .map(([name, field]) => [name, field.format(values[name]), field.format(field.initial)] as const)
    .filter(([, text, initial]) => text !== initial)
    .map(([name, text]) => `${prefix}.${name}=${text}`);
}

/**
 * Reads one arm block.
 * @returns undefined when the arm asks for a method that does not exist here: it is then left out and reported, never
 * replaced by another. Text that is not understood is reported and collected in `extras`.
 */
export function parseArm(
  text: string,
  path: string,
  report: (error: ConfigError) => void,
  extras: string[],
): Arm | undefined {
  const [kind = "", ...rest] = text.split(";");
  const method = findEntry(methodEntries, kind);
  if (method === undefined) {
    report(new ConfigError(`${path}.method`, `one of ${Object.keys(methodEntries).join(", ")}`, kind));
    return undefined;
  }
  const settings = new Map<string, Map<string, string>>();
  let label = "";
  let forkText = "";
  for (const part of rest) {
    const equals = part.indexOf("=");
    const key = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? "" : part.slice(equals + 1);
    const dot = key.lastIndexOf(".");
    if (key === "f") forkText = value;
    else if (key === "l") {
      const decoded = linkToText(value);
      if (decoded === undefined) report(new ConfigError(`${path}.label`, "encoded text", value));
      else label = plainText(decoded, MAX_LABEL);
    } else if (dot > 0) {
      const owner = key.slice(0, dot);
      const group = settings.get(owner) ?? new Map<string, string>();
      settings.set(owner, group.set(key.slice(dot + 1), value));
    } else {
      report(new ConfigError(`${path}.${key}`, "a setting of an arm (f, l or name.setting)", key));
      extras.push(part);
    }
  }
  const take = (owner: string): { readonly [name: string]: string } => {
    const group = settings.get(owner);
    settings.delete(owner);
    return group === undefined ? {} : Object.fromEntries(group);
  };
  const values = parseFields(method.fields, take(kind), `${path}.${kind}`, report);
  const forks = parseForks(forkText, path, take, report);
  for (const owner of settings.keys()) {
    report(new ConfigError(`${path}.${owner}`, `${kind} or a branch of this arm`, owner));
  }
  return { label, method: { kind, ...values } as MethodConfig, forks };
}

function parseForks(
  text: string,
  path: string,
  take: (owner: string) => { readonly [name: string]: string },
  report: (error: ConfigError) => void,
): readonly Fork[] {
  if (text === "") return [];
  const parts = text.split(",");
  if (parts.length > MAX_FORKS) report(new ConfigError(`${path}.forks`, `at most ${MAX_FORKS} forks`, parts));
  const raw = parts.slice(0, MAX_FORKS).map((part) => part.split("~"));
  const ids = branchIds(raw.map(([site = ""]) => site));
  return raw.flatMap(([site = "", name = DEFAULT_DESIGN, weight, ...more], index): readonly Fork[] => {
    const at = `${path}.forks[${index}]`;
    if (more.length > 0) report(new ConfigError(at, "site~design~weight", parts[index]));
    if (!/^(input|stem|s\d{1,3}b\d{1,4})$/.test(site)) {
      report(new ConfigError(`${at}.site`, "input, stem or a place such as s1b2", site));
      return [];
    }
    const settings = take(ids[index] ?? site);
    const kind = Object.keys(branchEntries).find(
      (candidate) => candidate === name || Object.hasOwn(branchEntries[candidate]?.aliases ?? {}, name),
    );
    const design = kind === undefined ? undefined : branchEntries[kind];
    if (kind === undefined || design === undefined) {
      const known = Object.entries(branchEntries).flatMap(([key, entry]) => [key, ...Object.keys(entry.aliases)]);
      report(new ConfigError(`${at}.branch`, `one of ${known.join(", ")}`, name));
      return [];
    }
    const given = kind === name ? {} : design.aliases[name]?.values;
    const values = parseFields(design.fields, { ...given, ...settings }, `${path}.${ids[index] ?? site}`, report);
    let forkWeight: number = forkWeightField.initial;
    if (weight !== undefined) {
      try {
        forkWeight = forkWeightField.parse(weight, `${at}.weight`);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        report(error);
      }
    }
    return [{ site, branch: { kind, ...values } as BranchConfig, weight: forkWeight }];
  });
}
