import { branches } from "../catalog/branches";
import { methods } from "../catalog/methods";
import { findEntry, type Entry } from "../catalog/registry";
import type { Arm, Experiment } from "../experiment/experiment";
import {
  augmentationFields,
  combiningFields,
  forkRateField,
  learningFields,
  measureFields,
  trainingFields,
} from "../experiment/fields";
import { withRate } from "../experiment/forkRate";
import { backboneEntry, datasetEntry, optimizerEntry } from "../experiment/network";
import { ConfigError } from "../schema/configError";
import { initialValues, type Field, type Fields } from "../schema/field";

/** A setting that a sweep varies beside sites, designs, weights, methods and seeds. */
export interface FurtherValues {
  /** `training.budget`, `backbone.width`, `method.alpha`, `branch.width`. */
  readonly path: string;
  /** As link text, in increasing order. */
  readonly values: readonly string[];
}

/** A setting that may be varied. */
export interface FurtherField {
  readonly path: string;
  readonly field: Field<unknown>;
}

const methodEntries: { readonly [kind: string]: Entry } = methods;
const branchEntries: { readonly [kind: string]: Entry } = branches;

/** More values than rows that anybody can read. */
export const MAX_VALUES = 12;

/**
 * Every setting of an experiment that a sweep may vary; of methods and branch designs, those that one of the arms has.
 * Weights of earlier runs are none: they belong to one network.
 */
export function furtherFields({ dataset, backbone, optimizer, arms }: Experiment): readonly FurtherField[] {
  const groups: readonly (readonly [group: string, fields: Fields])[] = [
    ["training", trainingFields],
    ["optimizer", optimizerEntry(optimizer.kind).fields],
    ["backbone", backboneEntry(backbone.kind).fields],
    ["dataset", datasetEntry(dataset.kind).fields],
    ["augmentation", augmentationFields],
    ["measure", measureFields],
    ["combining", combiningFields],
    ["learning", learningFields],
    ["fork", { rate: forkRateField }],
    ["method", merged(arms.map(({ method }) => findEntry(methodEntries, method.kind)?.fields))],
    [
      "branch",
      merged(arms.flatMap(({ forks }) => forks.map(({ branch }) => findEntry(branchEntries, branch.kind)?.fields))),
    ],
  ];
  return groups.flatMap(([group, fields]) =>
    Object.entries(fields).flatMap(([name, field]) =>
      field.control.widget === "weights" ? [] : [{ path: `${group}.${name}`, field }],
    ),
  );
}

/**
 * Values of one setting, each once and in order, as a sweep holds them.
 * @throws ConfigError when the setting is none of the experiment's, or a value is none of the setting's.
 */
export function readFurther(experiment: Experiment, path: string, texts: readonly string[]): FurtherValues {
  const fields = furtherFields(experiment);
  const field = fields.find((each) => each.path === path)?.field;
  if (field === undefined) {
    throw new ConfigError("sweep.field", { code: "oneOf", names: fields.map((each) => each.path) }, path);
  }
  if (texts.length === 0 || texts.length > MAX_VALUES) {
    throw new ConfigError(`sweep.${path}`, { code: "values", most: MAX_VALUES }, texts);
  }
  const values = [...new Set(texts.map((text) => field.format(field.parse(text, `sweep.${path}`))))];
  const { control } = field;
  const rank = (text: string): number =>
    control.widget === "select" ? control.options.findIndex(({ value }) => value === text) : Number(text);
  // The same choice is the same sweep, in whatever order it was typed; what has no order goes by its letters.
  return { path, values: values.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)) };
}

/** The experiment with a value in place of its own; arms that do not have the setting stay as they are. */
export function withValue(experiment: Experiment, path: string, text: string): Experiment {
  const field = furtherFields(experiment).find((each) => each.path === path)?.field;
  if (field === undefined) throw new ConfigError("sweep.field", { code: "ownSetting" }, path);
  const value = field.parse(text, `sweep.${path}`);
  const [group = "", name = ""] = path.split(".");
  if (group === "method") {
    return {
      ...experiment,
      arms: experiment.arms.map((arm) => ({ ...arm, method: replaced(arm.method, methodEntries, name, value) })),
    };
  }
  if (group === "branch") {
    const inside = (arm: Arm): Arm => ({
      ...arm,
      forks: arm.forks.map((fork) => ({ ...fork, branch: replaced(fork.branch, branchEntries, name, value) })),
    });
    return { ...experiment, arms: experiment.arms.map(inside) };
  }
  if (group === "combining") {
    const inside = (arm: Arm): Arm => ({
      ...arm,
      combining: { ...initialValues(combiningFields), ...arm.combining, [name]: value },
    });
    return { ...experiment, arms: experiment.arms.map(inside) };
  }
  if (group === "learning") {
    const inside = (arm: Arm): Arm => ({
      ...arm,
      learning: { ...initialValues(learningFields), ...arm.learning, [name]: value },
    });
    return { ...experiment, arms: experiment.arms.map(inside) };
  }
  if (group === "fork") {
    const inside = (arm: Arm): Arm => ({ ...arm, forks: arm.forks.map((fork) => withRate(fork, Number(value))) });
    return { ...experiment, arms: experiment.arms.map(inside) };
  }
  const part: unknown = experiment[group as "training"];
  return { ...experiment, [group]: { ...(part as object), [name]: value } };
}

/** `Width 16`, `Mirror 0`: a value as the page says it. */
export function furtherText(experiment: Experiment, path: string, text: string): string {
  const field = furtherFields(experiment).find((each) => each.path === path)?.field;
  return `${field?.label ?? path} ${text}`;
}

/** Several kinds' settings by name, the first of each. */
function merged(all: readonly (Fields | undefined)[]): Fields {
  return Object.assign({}, ...[...all].reverse()) as Fields;
}

function replaced<C extends { readonly kind: string }>(
  config: C,
  entries: { readonly [kind: string]: Entry },
  name: string,
  value: unknown,
): C {
  return Object.hasOwn(findEntry(entries, config.kind)?.fields ?? {}, name) ? { ...config, [name]: value } : config;
}
