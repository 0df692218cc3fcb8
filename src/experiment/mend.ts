import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import { datasets } from "../catalog/datasets";
import { optimizers } from "../catalog/optimizers";
import { findEntry, type Entry } from "../catalog/registry";
import { chosenValues, type Field, type Fields } from "../schema/field";
import { branchIds } from "../graph/spec";
import type { Experiment, Fork } from "./experiment";
import { augmentationFields, measureFields, trainingFields } from "./fields";
import type { ConfigIssue } from "./issue";
import { validate } from "./validate";

/** A change that puts an issue right; whoever shows the issue offers it with one press. */
export type Mend = { readonly experiment: Experiment } & (
  | { readonly kind: "setting"; readonly field: Field<unknown>; readonly value: unknown }
  | { readonly kind: "forkRemoved" | "projection"; readonly arm: number; readonly site: string }
);

/** Steps from the value in force that are tried one by one. */
const NEAR = 8;

const sharedFields: { readonly [group: string]: Fields } = {
  training: trainingFields,
  augmentation: augmentationFields,
  measure: measureFields,
};
const registries: { readonly [part: string]: { readonly [kind: string]: Entry } } = {
  dataset: datasets,
  backbone: backbones,
  optimizer: optimizers,
};

/**
 * The smallest change that is known to put an issue right: the nearest value that a setting may have, another design of the
 * branch, or the branch removed. Each candidate is validated; undefined when none of them helps.
 */
export function mendOf(experiment: Experiment, issue: ConfigIssue): Mend | undefined {
  if (issue.right !== undefined) {
    const field = fieldAt(experiment, issue.path);
    return field && settingMend(experiment, issue.path, field, issue.right);
  }
  for (const mend of [...settingMends(experiment, issue.path), ...forkMends(experiment, issue.path)]) {
    const left = validate(mend.experiment).filter(({ blocking }) => blocking);
    if (left.every(({ path }) => path !== issue.path)) return mend;
  }
  return undefined;
}

/** The declaration of a shared setting by its path, `training.batchSize` or `backbone.depth`. */
export function fieldAt(experiment: Experiment, path: string): Field<unknown> | undefined {
  const [group = "", name = ""] = path.split(".");
  const part = (experiment as unknown as { readonly [group: string]: { readonly kind?: string } })[group];
  const fields = sharedFields[group] ?? findEntry(registries[group] ?? {}, part?.kind ?? "")?.fields;
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function* settingMends(experiment: Experiment, path: string): Generator<Mend> {
  const field = fieldAt(experiment, path);
  if (field === undefined) return;
  const [group = "", name = ""] = path.split(".");
  const now = (experiment as unknown as Settings)[group]?.[name];
  for (const value of candidates(field, now)) yield settingMend(experiment, path, field, value);
}

type Settings = { readonly [group: string]: { readonly [name: string]: unknown } };

function settingMend(experiment: Experiment, path: string, field: Field<unknown>, value: unknown): Mend {
  const [group = "", name = ""] = path.split(".");
  const changed = { ...(experiment as unknown as Settings)[group], [name]: value };
  return { kind: "setting", field, value, experiment: { ...experiment, [group]: changed } };
}

/** Values that are allowed at all, the nearest first. */
function candidates({ control, initial }: Field<unknown>, now: unknown): readonly unknown[] {
  if (control.widget !== "number" || typeof now !== "number") return [initial];
  const near = control.whole
    ? Array.from({ length: NEAR }, (_, index) => [now - index - 1, now + index + 1]).flat()
    : [];
  const known = [...near, ...(control.suggestions ?? []), Number(initial), control.min];
  return [...new Set(known)]
    .filter((value) => value !== now && value >= control.min && value <= control.max)
    .toSorted((a, b) => Math.abs(a - now) - Math.abs(b - now));
}

function* forkMends(experiment: Experiment, path: string): Generator<Mend> {
  const [, index = "", branch = ""] = /^arms\[(\d+)\]\.forks\.(.+)$/.exec(path) ?? [];
  const arm = experiment.arms[Number(index)];
  if (index === "" || arm === undefined) return;
  const at = branchIds(arm.forks.map(({ site }) => site)).indexOf(branch);
  const fork = arm.forks[at];
  if (fork === undefined) return;
  const withForks = (forks: readonly Fork[]): Experiment => ({
    ...experiment,
    arms: experiment.arms.map((old, place) => (place === Number(index) ? { ...old, forks } : old)),
  });
  const branchConfig = { kind: "projection", ...chosenValues(branches.projection.fields) } as Fork["branch"];
  yield {
    kind: "projection",
    arm: Number(index),
    site: fork.site,
    experiment: withForks(arm.forks.map((old, place) => (place === at ? { ...old, branch: branchConfig } : old))),
  };
  yield {
    kind: "forkRemoved",
    arm: Number(index),
    site: fork.site,
    experiment: withForks(arm.forks.filter((_, place) => place !== at)),
  };
}
