/**
 * In which settings some experiments differ: every setting of every experiment by its name, and of these the ones that are not the
 * same in all. One name may be a setting of several parts (a network's width, a data set's); then the part is named with it.
 */
import { ARM_LETTERS, type Arm, type Experiment } from "../experiment/experiment";
import { combiningFields, forkRateField, forkWeightField, learningFields, seedField } from "../experiment/fields";
import { rateOf } from "../experiment/forkRate";
import { keyedGroups } from "../experiment/link/grammar";
import { armTitle, backboneEntry, branchEntry, datasetEntry, methodEntry, optimizerEntry } from "../experiment/network";
import type { Fields } from "../schema/field";
import { shownValue } from "../schema/shownValue";

/** A setting: its part (`training`, `A`) and its name in the link's terms; what it is called, and its value as shown. */
interface Setting {
  readonly id: string;
  /** Of the part, for whoever has several of one label. */
  readonly part: string;
  readonly label: string;
  readonly value: string;
}

/** A column of the table: a setting that is not the same in all. */
export interface DifferingSetting {
  readonly id: string;
  /** `Learning rate`; of an arm `A`, of a part by its title. */
  readonly label: string;
  /** One per experiment; empty where it has no such setting. */
  readonly values: readonly string[];
}

/** @returns in the order of the form: seed, data, network, training, then arm by arm. */
export function differingSettings(experiments: readonly Experiment[]): readonly DifferingSetting[] {
  const all = experiments.map((experiment) => new Map(settingsOf(experiment).map((one) => [one.id, one])));
  const known = new Map<string, Setting>();
  for (const settings of all) for (const [id, setting] of settings) if (!known.has(id)) known.set(id, setting);
  const columns = [...known.values()].flatMap(({ id, part, label }) => {
    const values = all.map((settings) => settings.get(id)?.value ?? "");
    return new Set(values).size < 2 ? [] : [{ id, part, label, values }];
  });
  const labels = columns.map(({ label }) => label);
  return columns.map(({ id, part, label, values }) => ({
    id,
    label: labels.filter((other) => other === label).length > 1 ? `${part}: ${label}` : label,
    values,
  }));
}

function settingsOf(experiment: Experiment): readonly Setting[] {
  const dataset = datasetEntry(experiment.dataset.kind);
  const backbone = backboneEntry(experiment.backbone.kind);
  const optimizer = optimizerEntry(experiment.optimizer.kind);
  return [
    { id: "seed", part: "", label: seedField.label, value: shownValue(seedField, experiment.seed) },
    ...entrySettings("Data", dataset.title, dataset.fields, experiment.dataset),
    ...entrySettings("Network", backbone.title, backbone.fields, experiment.backbone),
    ...entrySettings("Optimiser", optimizer.title, optimizer.fields, experiment.optimizer),
    ...keyedGroups.flatMap(({ group, fields }) => fieldSettings(group, group, fields, experiment[group])),
    ...experiment.arms.flatMap(armSettings),
  ];
}

/** Which entry of the catalogue, and its settings. */
function entrySettings(
  part: string,
  title: string,
  fields: Fields,
  config: { readonly kind: string; readonly [name: string]: unknown },
): readonly Setting[] {
  return [
    { id: part, part, label: part, value: title },
    ...fieldSettings(`${part}.${config.kind}`, title, fields, config),
  ];
}

function fieldSettings(
  id: string,
  part: string,
  fields: Fields,
  values: { readonly [name: string]: unknown },
): readonly Setting[] {
  return Object.entries(fields).map(([name, field]) => ({
    id: `${id}.${name}`,
    part,
    label: field.label,
    value: shownValue(field, values[name]),
  }));
}

function armSettings(arm: Arm, index: number): readonly Setting[] {
  const letter = ARM_LETTERS[index] ?? "D";
  const { fields } = methodEntry(arm.method.kind);
  const own = (name: string, group: Fields, values: { readonly [name: string]: unknown } | undefined) =>
    values === undefined
      ? []
      : fieldSettings(`${letter}.${name}`, letter, group, values).map((setting) => ({
          ...setting,
          label: `${letter}: ${setting.label}`,
        }));
  return [
    { id: letter, part: letter, label: letter, value: armTitle(arm) },
    ...fieldSettings(`${letter}.${arm.method.kind}`, letter, fields, arm.method).map((setting) => ({
      ...setting,
      label: `${letter}: ${setting.label}`,
    })),
    ...own("combine", combiningFields, arm.combining),
    ...own("learn", learningFields, arm.learning),
    { id: `${letter}.forks`, part: letter, label: `${letter}: forks`, value: arm.forks.map(forkText).join(", ") },
  ];
}

/** `s1b1 GAP + linear × .3, rate × .1`: a branch, its weight and its own rate where they are not 1. */
function forkText(fork: Arm["forks"][number]): string {
  const { site, branch, weight } = fork;
  const rate = rateOf(fork);
  const { fields, caption } = branchEntry(branch.kind);
  const settings = Object.entries(fields).flatMap(([name, field]) => {
    const values: { readonly [name: string]: unknown } = branch;
    return field.format(values[name]) === field.format(field.initial) ? [] : [shownValue(field, values[name])];
  });
  const more = settings.length === 0 ? "" : ` (${settings.join(", ")})`;
  const weighed = weight === 1 ? "" : ` × ${forkWeightField.format(weight)}`;
  const paced = rate === 1 ? "" : `, rate × ${forkRateField.format(rate)}`;
  return `${site} ${caption(branch)}${more}${weighed}${paced}`;
}
