import { kindOf } from "../graph/term";
import { branchIds } from "../graph/spec";
import { type Arm, type Experiment, type Learning } from "./experiment";
import { combiningFields, forkRateField, forkWeightField, learningFields, ruleNames } from "./fields";
import { rateOf } from "./forkRate";
import { branchEntry, methodEntry, observes } from "./network";
import { shownValue } from "../schema/shownValue";
import type { Field, Fields } from "../schema/field";
import { networksOf } from "./networks";

/** One thing in which two arms differ; values as shown, first arm first. */
export interface Difference {
  readonly kind: "forks" | "branch" | "weight" | "mimicking" | "supervision" | "method" | "setting";
  /** Only of settings: their label. */
  readonly label?: string;
  readonly values: readonly [first: DifferenceValue, second: DifferenceValue];
}

/** `none` and `off` are worded by the page; everything else comes from the catalogue. */
export type DifferenceValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "sites"; readonly sites: readonly string[] }
  | { readonly kind: "mimicking"; readonly settings: string | undefined }
  | { readonly kind: "supervision"; readonly observes: boolean };

/** Everything in which two arms of an experiment differ, the structural first; all that is not listed is identical. */
export function differencesBetween(experiment: Experiment, first: number, second: number): readonly Difference[] {
  const a = experiment.arms[first];
  const b = experiment.arms[second];
  if (a === undefined || b === undefined) return [];
  const found: Difference[] = [];
  const compare = (kind: Difference["kind"], read: (arm: Arm, index: number) => DifferenceValue): void => {
    const values = [read(a, first), read(b, second)] as const;
    if (JSON.stringify(values[0]) !== JSON.stringify(values[1])) found.push({ kind, values });
  };
  compare("forks", (arm) => ({ kind: "sites", sites: branchIds(arm.forks.map(({ site }) => site)) }));
  compare("supervision", (arm) => ({ kind: "supervision", observes: observes(arm) }));
  if (a.forks.length > 0 && b.forks.length > 0) compare("branch", (arm) => text(designsOf(arm)));
  compare("mimicking", (_, index) => ({ kind: "mimicking", settings: mimickingOf(experiment, index) }));
  compare("weight", (arm) => text(weightsOf(arm)));
  // Two methods may differ in something that none of the switches above names.
  if (!found.some(({ kind }) => kind === "mimicking" || kind === "supervision")) {
    compare("method", (arm) => text(methodEntry(arm.method.kind).title));
  }
  const told = [first, second].some((index) => mimickingOf(experiment, index) !== undefined);
  found.push(...settingDifferences(a, b, told ? ["alpha", "temperature"] : []));
  const [one = "", other = ""] = [a, b].map(combiningText);
  if (one !== other)
    found.push({ kind: "setting", label: combiningFields.rule.label, values: [text(one), text(other)] });
  for (const [name, field] of Object.entries(learningFields) as [keyof Learning, Field<unknown>][]) {
    const [own = "", theirs = ""] = [a, b].map(({ learning }) => shownValue(field, learning?.[name] ?? field.initial));
    if (own !== theirs) found.push({ kind: "setting", label: field.label, values: [text(own), text(theirs)] });
  }
  const [rates = "", otherRates = ""] = [a, b].map(ratesOf);
  if (rates !== otherRates && [a, b].every(({ forks }) => forks.length > 0)) {
    found.push({ kind: "setting", label: forkRateField.label, values: [text(rates), text(otherRates)] });
  }
  return found;
}

/** `UPGrad (weigh every 9)`: the rule that combines an arm's losses, with those of its settings that are not as usual. */
function combiningText({ combining }: Arm): string {
  if (combining === undefined || combining.rule === "sum") return "sum";
  const unusual = unusualSettings(combiningFields, { ...combining, rule: "sum" });
  return unusual === "" ? ruleNames[combining.rule] : `${ruleNames[combining.rule]} (${unusual})`;
}

const text = (value: string): DifferenceValue => ({ kind: "text", text: value });

function designsOf(arm: Arm): string {
  return [...new Set(arm.forks.map(designText))].join(", ");
}

/** A design with those of its settings that are not as usual. */
function designText({ branch }: Arm["forks"][number]): string {
  const { fields, caption } = branchEntry(branch.kind);
  const unusual = unusualSettings(fields, branch);
  return unusual === "" ? caption(branch) : `${caption(branch)} (${unusual})`;
}

function unusualSettings(fields: Fields, values: { readonly [name: string]: unknown }): string {
  return Object.entries(fields)
    .filter(([name, field]) => field.format(values[name]) !== field.format(field.initial))
    .map(([name, field]) => `${field.label.toLowerCase()} ${shownValue(field, values[name])}`)
    .join(", ");
}

function weightsOf(arm: Arm): string {
  return together(arm.forks.map(({ weight }) => forkWeightField.format(weight)));
}

function ratesOf(arm: Arm): string {
  return together(arm.forks.map((fork) => forkRateField.format(rateOf(fork))));
}

/** One value where all branches have it, else every branch's in order: two arms may have the same values at other places. */
function together(values: readonly string[]): string {
  return new Set(values).size === 1 ? (values[0] ?? "") : values.join(", ");
}

/** The settings of an arm's mimicking terms as the loss shows them: `α 1, T 1`. */
function mimickingOf(experiment: Experiment, index: number): string | undefined {
  const terms = networksOf(experiment).arms[index]?.plan.terms ?? [];
  const term = terms.find((one) => one.weight.base !== 0 && kindOf(one).imitates(one) !== undefined);
  const temperature = term === undefined ? undefined : kindOf(term).temperature(term)?.value;
  if (term === undefined || temperature === undefined) return undefined;
  return `α ${forkWeightField.format(term.weight.base)}, T ${forkWeightField.format(temperature)}`;
}

/**
 * Settings of the methods; a setting that only one method has is compared with its initial value.
 * @param told names that another line already tells.
 */
function settingDifferences(a: Arm, b: Arm, told: readonly string[]): readonly Difference[] {
  const sameMethod = a.method.kind === b.method.kind;
  const rows = new Map<string, Difference>();
  for (const [arm, other, place] of [
    [a, b, 0],
    [b, a, 1],
  ] as const) {
    const { fields } = methodEntry(arm.method.kind);
    const values: { readonly [name: string]: unknown } = arm.method;
    const otherValues: { readonly [name: string]: unknown } = other.method;
    for (const [name, field] of Object.entries(fields)) {
      if (told.includes(name)) continue;
      const own = shownValue(field, values[name]);
      const theirs = shownValue(field, sameMethod ? otherValues[name] : field.initial);
      if (own === theirs || rows.has(field.label)) continue;
      const shown = [text(place === 0 ? own : theirs), text(place === 0 ? theirs : own)] as const;
      rows.set(field.label, { kind: "setting", label: field.label, values: shown });
    }
  }
  return [...rows.values()];
}
