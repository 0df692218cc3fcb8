import { branches, type BranchConfig } from "../../catalog/branches";
import type { AnyBranchDesign } from "../../catalog/branches/branchDesign";
import { methods, type MethodConfig } from "../../catalog/methods";
import type { AnyMethod } from "../../catalog/methods/method";
import { findEntry } from "../../catalog/registry";
import { branchIds } from "../../graph/spec";
import { ConfigError } from "../../schema/configError";
import { initialValues, parseFields, type Fields } from "../../schema/field";
import { MAX_FORKS, type Arm, type Fork } from "../experiment";
import { combiningFields, forkRateField, forkWeightField, learningFields } from "../fields";
import { rateOf, withRate } from "../forkRate";
import { PairBag } from "./grammar";
import { linkToText, plainText, textToLink } from "./text";

const branchEntries: { readonly [kind: string]: AnyBranchDesign } = branches;
const methodEntries: { readonly [kind: string]: AnyMethod } = methods;
const MAX_LABEL = 40;
/** Before the settings that say how losses are combined; no method and no branch is called so. */
const COMBINING = "combine";
/** Before those that say how fast and when branches learn. */
const LEARNING = "learn";
/** The design of a fork that names none. */
const DEFAULT_DESIGN = "gap";

/** `dhm;f=s1b1~light,s2b1~light;dhm.alpha=.5` */
export function formatArm(arm: Arm): string {
  const parts: string[] = [arm.method.kind];
  if (arm.label !== "") parts.push(`l=${textToLink(arm.label)}`);
  if (arm.forks.length > 0) parts.push(`f=${arm.forks.map(formatFork).join(",")}`);
  const method = findEntry(methodEntries, arm.method.kind);
  if (method !== undefined) parts.push(...differences(arm.method.kind, method.fields, arm.method));
  if (arm.combining !== undefined) parts.push(...differences(COMBINING, combiningFields, arm.combining));
  if (arm.learning !== undefined) parts.push(...differences(LEARNING, learningFields, arm.learning));
  const ids = branchIds(arm.forks.map((fork) => fork.site));
  arm.forks.forEach((fork, index) => {
    const design = findEntry(branchEntries, fork.branch.kind);
    if (design === undefined || aliasOf(design, fork.branch) !== undefined) return;
    parts.push(...differences(ids[index] ?? fork.site, design.fields, fork.branch));
  });
  return parts.join(";");
}

/** `site~design~weight~rate`, parts omitted from the right when they are the default. */
function formatFork(fork: Fork): string {
  const design = findEntry(branchEntries, fork.branch.kind);
  const name = (design && aliasOf(design, fork.branch)) ?? fork.branch.kind;
  const weight = forkWeightField.format(fork.weight);
  const rate = rateOf(fork);
  if (rate !== forkRateField.initial) return `${fork.site}~${name}~${weight}~${forkRateField.format(rate)}`;
  if (fork.weight !== forkWeightField.initial) return `${fork.site}~${name}~${weight}`;
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

/** An arm that could be read, and its settings that could not. */
export interface ParsedArm {
  readonly arm: Arm;
  /** `name=value`, verbatim. */
  readonly unknown: readonly string[];
}

/**
 * Reads one arm block.
 * @returns undefined when the arm asks for a method, a place or a branch design that does not exist here: it is then left
 * out and reported, never replaced by another.
 */
export function parseArm(text: string, path: string, report: (error: ConfigError) => void): ParsedArm | undefined {
  const [kind = "", ...rest] = text.split(";");
  const method = findEntry(methodEntries, kind);
  if (method === undefined) {
    report(new ConfigError(`${path}.method`, { code: "oneOf", names: Object.keys(methodEntries) }, kind));
    return undefined;
  }
  const pairs = new PairBag(rest, ({ key, text: again }) =>
    report(new ConfigError(`${path}.${key}`, { code: "once" }, again)),
  );
  const label = parseLabel(pairs.take("l") ?? "", path, report);
  const values = parseFields(method.fields, pairs.takeSettings(kind, method.fields), `${path}.${kind}`, report);
  const combine = pairs.takeSettings(COMBINING, combiningFields);
  const combining = Object.keys(combine).length > 0 && {
    combining: parseFields(combiningFields, combine, `${path}.${COMBINING}`, report),
  };
  const learn = pairs.takeSettings(LEARNING, learningFields);
  const learning = Object.keys(learn).length > 0 && {
    learning: parseFields(learningFields, learn, `${path}.${LEARNING}`, report),
  };
  const forks = parseForks(pairs.take("f") ?? "", path, pairs, report);
  if (forks === undefined) return undefined;
  for (const { key, value } of pairs.left) {
    report(new ConfigError(`${path}.${key}`, { code: "known" }, value));
  }
  const arm: Arm = { label, method: { kind, ...values } as MethodConfig, forks, ...combining, ...learning };
  return { arm, unknown: pairs.left.map((pair) => pair.text) };
}

function parseLabel(value: string, path: string, report: (error: ConfigError) => void): string {
  const decoded = linkToText(value);
  const label = decoded === undefined ? "" : plainText(decoded, MAX_LABEL);
  if (label !== decoded) {
    report(new ConfigError(`${path}.label`, { code: "printable", most: MAX_LABEL }, decoded ?? value));
  }
  return label;
}

function parseForks(
  text: string,
  path: string,
  pairs: PairBag,
  report: (error: ConfigError) => void,
): readonly Fork[] | undefined {
  const parts = text === "" ? [] : text.split(",");
  if (parts.length > MAX_FORKS) {
    report(new ConfigError(`${path}.forks`, { code: "forks", most: MAX_FORKS }, parts));
    return undefined;
  }
  const ids = branchIds(parts.map((part) => part.split("~", 1)[0] ?? ""));
  const forks = parts.map((part, index) =>
    parseFork(part, ids[index] ?? part, `${path}.forks[${index}]`, pairs, report),
  );
  const read = forks.filter((fork) => fork !== undefined);
  return read.length === forks.length ? read : undefined;
}

function parseFork(
  text: string,
  id: string,
  path: string,
  pairs: PairBag,
  report: (error: ConfigError) => void,
): Fork | undefined {
  const [site = "", name = DEFAULT_DESIGN, weightText, rateText, ...more] = text.split("~");
  if (!/^(input|stem|s\d{1,3}b\d{1,4})$/.test(site)) {
    report(new ConfigError(`${path}.site`, { code: "place" }, site));
    return undefined;
  }
  if (more.length > 0) {
    report(new ConfigError(path, { code: "forkText" }, text));
    return undefined;
  }
  const kind = Object.keys(branchEntries).find(
    (candidate) => candidate === name || Object.hasOwn(branchEntries[candidate]?.aliases ?? {}, name),
  );
  const design = kind === undefined ? undefined : branchEntries[kind];
  if (kind === undefined || design === undefined) {
    const known = Object.entries(branchEntries).flatMap(([key, entry]) => [key, ...Object.keys(entry.aliases)]);
    report(new ConfigError(`${path}.branch`, { code: "oneOf", names: known }, name));
    return undefined;
  }
  const alias = kind === name ? {} : design.aliases[name]?.values;
  const given = { ...alias, ...pairs.takeSettings(id, design.fields) };
  const values = parseFields(design.fields, given, `${path}.branch`, report);
  const raw = {
    ...(weightText === undefined ? {} : { weight: weightText }),
    ...(rateText === undefined ? {} : { rate: rateText }),
  };
  const { weight, rate } = parseFields({ weight: forkWeightField, rate: forkRateField }, raw, path, report);
  return withRate({ site, branch: { kind, ...values } as BranchConfig, weight }, rate);
}
