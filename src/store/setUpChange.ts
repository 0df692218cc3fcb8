import { withRate } from "../experiment/forkRate";
import { backbones } from "../catalog/backbones";
import { datasets } from "../catalog/datasets";
import { optimizers } from "../catalog/optimizers";
import type { Arm, Experiment } from "../experiment/experiment";
import { augmentationFields, measureFields, trainingFields } from "../experiment/fields";
import { methodEntry } from "../experiment/network";
import { presets } from "../experiment/presets";
import type { SiteId } from "../graph/networkGraph";
import { shownValue } from "../schema/shownValue";
import type { Fields } from "../schema/field";
import type { SetUp } from "./setUp";

/** What an edit of the setup did, for the page to word; `arm` is an index, absent where it did so to every arm. */
export type SetUpChange =
  | {
      readonly kind: "forkAdded" | "forkRemoved" | "forkWeight" | "forkRate";
      readonly site: SiteId;
      readonly arm?: number;
    }
  | { readonly kind: "armAdded" | "armRemoved" | "armRenamed" | "armSettings" | "branches"; readonly arm: number }
  | { readonly kind: "method"; readonly arm: number; readonly title: string }
  | { readonly kind: "locked" | "unlocked"; readonly arm: number }
  | { readonly kind: "setting"; readonly label: string; readonly value: string; readonly arm?: number }
  | { readonly kind: "part"; readonly part: "dataset" | "backbone" | "optimizer"; readonly title: string }
  | { readonly kind: "seed"; readonly seed: number }
  | { readonly kind: "seeds"; readonly count: number }
  /** Another experiment as a whole; `title` when it is a preset. */
  | { readonly kind: "whole"; readonly title?: string }
  | { readonly kind: "arms" };

type Entries = { readonly [kind: string]: { readonly title: string; readonly fields: Fields } };

const registries: { readonly [part in "dataset" | "backbone" | "optimizer"]: Entries } = {
  dataset: datasets,
  backbone: backbones,
  optimizer: optimizers,
};
const groups: { readonly [group in "training" | "augmentation" | "measure"]: Fields } = {
  training: trainingFields,
  augmentation: augmentationFields,
  measure: measureFields,
};

const differs = (one: unknown, other: unknown): boolean =>
  one !== other && JSON.stringify(one) !== JSON.stringify(other);

/** How one set-up became another, in one line. */
export function setUpChange(before: SetUp, after: SetUp): SetUpChange {
  const parts = (Object.keys(after.experiment) as (keyof Experiment)[]).filter((part) =>
    differs(before.experiment[part], after.experiment[part]),
  );
  const [part] = parts;
  if (part === undefined) return lockChange(before, after) ?? { kind: "seeds", count: after.seeds.length };
  // Forks follow the trunk, so that its settings may change the arms as well.
  if (parts.includes("backbone") && parts.every((each) => each === "backbone" || each === "arms")) {
    return partChange("backbone", before.experiment, after.experiment);
  }
  if (parts.length > 1) return whole(after.experiment);
  switch (part) {
    case "seed":
      return { kind: "seed", seed: after.experiment.seed };
    case "dataset":
    case "backbone":
    case "optimizer":
      return partChange(part, before.experiment, after.experiment);
    case "training":
    case "augmentation":
    case "measure":
      return settingChange(groups[part], before.experiment[part], after.experiment[part]) ?? whole(after.experiment);
    case "arms":
      return armsChange(before.experiment.arms, after.experiment.arms);
    default:
      return part satisfies never;
  }
}

function whole(experiment: Experiment): SetUpChange {
  const title = presets.find((preset) => !differs(preset.experiment, experiment))?.title;
  return { kind: "whole", ...(title === undefined ? {} : { title }) };
}

function lockChange(before: SetUp, after: SetUp): SetUpChange | undefined {
  const arm = after.locked.findIndex((locked, index) => locked !== before.locked[index]);
  if (arm < 0) return undefined;
  return { kind: after.locked[arm] === true ? "locked" : "unlocked", arm };
}

function partChange(part: "dataset" | "backbone" | "optimizer", before: Experiment, after: Experiment): SetUpChange {
  const { kind } = after[part];
  const entry = registries[part][kind];
  const setting =
    before[part].kind === kind && entry !== undefined
      ? settingChange(entry.fields, before[part], after[part])
      : undefined;
  return setting ?? { kind: "part", part, title: entry?.title ?? kind };
}

/** The one setting that two records differ in; undefined when there are more. */
function settingChange(fields: Fields, before: object, after: object, arm?: number): SetUpChange | undefined {
  const [old, now] = [before, after] as readonly { readonly [name: string]: unknown }[];
  const changed = Object.entries(fields).filter(([name]) => differs(old?.[name], now?.[name]));
  const [only] = changed;
  if (only === undefined || changed.length > 1) return undefined;
  const [name, field] = only;
  const value = shownValue(field, now?.[name]);
  return { kind: "setting", label: field.label, value, ...(arm === undefined ? {} : { arm }) };
}

function armsChange(before: readonly Arm[], after: readonly Arm[]): SetUpChange {
  if (after.length === before.length + 1) return { kind: "armAdded", arm: after.length - 1 };
  if (after.length === before.length - 1) {
    return { kind: "armRemoved", arm: before.findIndex((arm, index) => differs(arm, after[index])) };
  }
  const changed = after.flatMap((arm, index) => (differs(arm, before[index]) ? [index] : []));
  return (
    forkChange(before, after, changed) ??
    (changed.length === 1 ? oneArmChange(before, after, changed[0] ?? 0) : { kind: "arms" })
  );
}

/** Branches placed, removed, weighed or given a rate at one site and nothing else. */
function forkChange(
  before: readonly Arm[],
  after: readonly Arm[],
  changed: readonly number[],
): SetUpChange | undefined {
  if (changed.some((index) => differs({ ...before[index], forks: [] }, { ...after[index], forks: [] })))
    return undefined;
  const all = changed.flatMap((index) => siteChanges(before[index]?.forks ?? [], after[index]?.forks ?? []));
  const [first] = all;
  if (first?.kind === undefined || all.some(({ kind, site }) => kind !== first.kind || site !== first.site))
    return undefined;
  const [only] = changed;
  const { kind, site } = first;
  return { kind, site, ...(changed.length === 1 && after.length > 1 && only !== undefined ? { arm: only } : {}) };
}

interface SiteChange {
  readonly site: SiteId;
  /** Absent where the branches themselves changed. */
  readonly kind?: "forkAdded" | "forkRemoved" | "forkWeight" | "forkRate";
}

function siteChanges(before: Arm["forks"], after: Arm["forks"]): readonly SiteChange[] {
  const sites = [...new Set([...before, ...after].map(({ site }) => site))];
  const weightless = (forks: Arm["forks"]) => forks.map((fork) => ({ ...fork, weight: 1 }));
  const rateless = (forks: Arm["forks"]) => forks.map((fork) => withRate(fork, 1));
  return sites.flatMap((site): readonly SiteChange[] => {
    const old = before.filter((fork) => fork.site === site);
    const now = after.filter((fork) => fork.site === site);
    if (!differs(old, now)) return [];
    if (old.length === 0) return [{ site, kind: "forkAdded" }];
    if (now.length === 0) return [{ site, kind: "forkRemoved" }];
    if (!differs(weightless(old), weightless(now))) return [{ site, kind: "forkWeight" }];
    return [differs(rateless(old), rateless(now)) ? { site } : { site, kind: "forkRate" }];
  });
}

function oneArmChange(before: readonly Arm[], after: readonly Arm[], arm: number): SetUpChange {
  const [old, now] = [before[arm], after[arm]];
  if (old === undefined || now === undefined) return { kind: "arms" };
  const [method, label, forks] = (["method", "label", "forks"] as const).map((key) => differs(old[key], now[key]));
  if (method === true && old.method.kind !== now.method.kind && forks === false) {
    return { kind: "method", arm, title: methodEntry(now.method.kind).title };
  }
  if (label === true && method === false && forks === false) return { kind: "armRenamed", arm };
  if (forks === true && method === false && label === false) return { kind: "branches", arm };
  const setting =
    method === true && forks === false
      ? settingChange(methodEntry(now.method.kind).fields, old.method, now.method, arm)
      : undefined;
  return setting ?? { kind: "armSettings", arm };
}
