import { branches, type BranchConfig } from "../catalog/branches";
import { backbones } from "../catalog/backbones";
import { datasets } from "../catalog/datasets";
import { methods, type MethodConfig } from "../catalog/methods";
import { optimizers } from "../catalog/optimizers";
import { MAX_ARMS, MAX_FORKS, type Arm, type Experiment, type Fork } from "../experiment/experiment";
import { trunkNetwork } from "../experiment/network";
import type { NetworkGraph, SiteId } from "../graph/networkGraph";
import { chosenValues, initialValues, type Fields } from "../schema/field";
import { matchChoice } from "./branchChoices";

/** Where a setting stands in an experiment: `["training", "budget"]`, `["arms", 0, "method", "alpha"]`. */
export type FieldPath = readonly (string | number)[];

/** The value at a path; undefined where there is none. */
export function valueAt(experiment: Experiment, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    experiment,
  );
}

/** The experiment with one value replaced; the field has parsed it, so its type is right. */
export function withValue(experiment: Experiment, path: FieldPath, value: unknown): Experiment {
  return replaceAt(experiment, path, value) as Experiment;
}

function replaceAt(target: unknown, [key, ...rest]: FieldPath, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(target)) {
    return target.map((item: unknown, index) => (index === Number(key) ? replaceAt(item, rest, value) : item));
  }
  const record = target as { readonly [name: string]: unknown };
  return { ...record, [key]: replaceAt(record[key], rest, value) };
}

/** The catalogue part of an experiment set to a kind with its initial settings. */
export function withKind(experiment: Experiment, part: "dataset" | "backbone" | "optimizer", kind: string): Experiment {
  const entries: { readonly [kind: string]: { readonly fields: Fields } } = {
    dataset: datasets,
    backbone: backbones,
    optimizer: optimizers,
  }[part];
  return { ...experiment, [part]: { kind, ...chosenValues(entries[kind]?.fields ?? {}) } };
}

/** A method with its initial settings; forks and label stay. */
export function withMethod(experiment: Experiment, arm: number, kind: string): Experiment {
  const entries: { readonly [kind: string]: { readonly fields: Fields } } = methods;
  const method = { kind, ...chosenValues(entries[kind]?.fields ?? {}) } as MethodConfig;
  return withArm(experiment, arm, (old) => ({ ...old, method, label: "" }));
}

export function withArm(experiment: Experiment, arm: number, edit: (old: Arm) => Arm): Experiment {
  return { ...experiment, arms: experiment.arms.map((old, index) => (index === arm ? edit(old) : old)) };
}

export function withArmAdded(experiment: Experiment, arm: Arm): Experiment {
  return experiment.arms.length >= MAX_ARMS ? experiment : { ...experiment, arms: [...experiment.arms, arm] };
}

/** An experiment keeps at least one arm. */
export function withoutArm(experiment: Experiment, arm: number): Experiment {
  if (experiment.arms.length <= 1) return experiment;
  return { ...experiment, arms: experiment.arms.filter((_, index) => index !== arm) };
}

/** Whether all, some or none of the arms fork at a site. */
export function forkState(experiment: Experiment, site: SiteId): "on" | "off" | "mixed" {
  const count = experiment.arms.filter((arm) => hasFork(arm, site)).length;
  if (count === 0) return "off";
  return count === experiment.arms.length ? "on" : "mixed";
}

/** No arm is locked. */
const FREE: readonly boolean[] = [];

/** On becomes off; off and mixed become on. Locked arms stay as they are and are not asked. */
export function withForkToggled(experiment: Experiment, site: SiteId, locked = FREE): Experiment {
  const free = experiment.arms.filter((_, index) => locked[index] !== true);
  if (free.length === 0) return experiment;
  const on = !free.every((arm) => hasFork(arm, site));
  const arms = experiment.arms.map((arm, index) =>
    locked[index] === true ? arm : withFork(experiment, arm, site, on),
  );
  return { ...experiment, arms };
}

/** One arm with or without branches at a site; forks stay in trunk order. */
export function withFork(experiment: Experiment, arm: Arm, site: SiteId, on: boolean): Arm {
  if (!on) return { ...arm, forks: arm.forks.filter((fork) => fork.site !== site) };
  if (hasFork(arm, site) || arm.forks.length >= MAX_FORKS) return arm;
  const fork: Fork = { site, branch: usualBranch(arm), weight: 1 };
  const order = trunkNetwork(experiment).sites.map(({ id }) => id);
  const forks = [...arm.forks, fork].sort((a, b) => order.indexOf(a.site) - order.indexOf(b.site));
  return { ...arm, forks };
}

/** Weights that Up and Down step through. */
const WEIGHTS = [0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** All branches at a site, except of locked arms, with the next larger or smaller weight. */
export function withForkWeighed(experiment: Experiment, site: SiteId, direction: 1 | -1, locked = FREE): Experiment {
  const next = (weight: number): number => {
    const candidates = direction > 0 ? WEIGHTS.filter((one) => one > weight) : WEIGHTS.filter((one) => one < weight);
    return (direction > 0 ? candidates[0] : candidates.at(-1)) ?? weight;
  };
  const weigh = (fork: Fork): Fork => (fork.site === site ? { ...fork, weight: next(fork.weight) } : fork);
  const weighs = (arm: Arm, index: number): boolean => locked[index] !== true && hasFork(arm, site);
  if (!experiment.arms.some(weighs)) return experiment;
  const arms = experiment.arms.map((arm, index) =>
    weighs(arm, index) ? { ...arm, forks: arm.forks.map(weigh) } : arm,
  );
  return { ...experiment, arms };
}

function hasFork(arm: Arm, site: SiteId): boolean {
  return arm.forks.some((fork) => fork.site === site);
}

/** What the arm's other branches are; for its first branch, what its method was published with. */
function usualBranch(arm: Arm): BranchConfig {
  const last = arm.forks.at(-1);
  if (last !== undefined) return last.branch;
  const copies = arm.method.kind === "dhm" || arm.method.kind === "dsl";
  return copies
    ? { kind: "dhm", ...initialValues(branches.dhm.fields) }
    : { kind: "gap", ...initialValues(branches.gap.fields) };
}

/** All branches of an arm in one design. */
export function withBranchDesign(experiment: Experiment, arm: number, choice: string): Experiment {
  const branch = matchChoice(choice);
  if (branch === undefined) return experiment;
  return withArm(experiment, arm, (old) => ({ ...old, forks: old.forks.map((fork) => ({ ...fork, branch })) }));
}

/**
 * Forks moved to a new trunk: the end of a stage stays the end of that stage, a block that is gone becomes the stage's
 * last, a stage that is gone loses its forks.
 */
export function withForksMoved(experiment: Experiment, before: NetworkGraph): Experiment {
  const after = trunkNetwork(experiment);
  const move = (site: SiteId): SiteId | undefined => {
    const old = before.sites.find(({ id }) => id === site);
    const same = after.sites.find(({ id }) => id === site);
    if (same !== undefined && same.stageEnd === old?.stageEnd) return site;
    return after.sites.find(({ stage, stageEnd }) => stageEnd && stage === old?.stage)?.id ?? same?.id;
  };
  const arms = experiment.arms.map((arm) => ({
    ...arm,
    forks: arm.forks.flatMap((fork) => {
      const site = move(fork.site);
      return site === undefined ? [] : [{ ...fork, site }];
    }),
  }));
  return { ...experiment, arms };
}
