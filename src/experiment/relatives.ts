import type { BranchConfig } from "../catalog/branches";
import { branches } from "../catalog/branches";
import { methods } from "../catalog/methods";
import { initialValues } from "../schema/field";
import { MAX_FORKS, type Arm, type Experiment, type Fork } from "./experiment";
import { trunkNetwork } from "./network";
import { dsnArm, plainArm } from "./presets";

/** The ways to supervise that the literature draws side by side. */
export const RELATIVES = ["plain", "dsn", "dsl", "dhm", "dml"] as const;
export type Relative = (typeof RELATIVES)[number];

export interface RelativeOptions {
  /** The rule of the DHM branches under DSL and DHM. */
  readonly rule: "light" | "published";
  /** Networks side by side under DML, the trunk among them. */
  readonly networks: number;
}

/**
 * One arm per relative on the experiment's own trunk: plain with watching heads, DSN with a small classifier at each
 * fork, DSL and DHM on the same branches, DML as
 * full networks that fork at the input. DSL and DHM fork where the experiment does, else after every stage but the last.
 * @throws ConfigError, SiteError or ShapeError where the trunk cannot be built.
 */
export function relativeArms(experiment: Experiment, { rule, networks }: RelativeOptions): ReadonlyMap<Relative, Arm> {
  const sites = relativeSites(experiment);
  const fork = (site: string, branch: BranchConfig): Fork => ({ site, branch, weight: 1 });
  const copy: BranchConfig = { kind: "dhm", ...initialValues(branches.dhm.fields), rule };
  const network: BranchConfig = { kind: "dhm", ...initialValues(branches.dhm.fields), rule: "custom", width: 1 };
  const copies = sites.map((site) => fork(site, copy));
  const peers = Array.from({ length: Math.max(1, Math.min(MAX_FORKS, networks - 1)) }, () => fork("input", network));
  const arm = (method: Arm["method"], forks: readonly Fork[]): Arm => ({ label: "", method, forks });
  return new Map<Relative, Arm>([
    ["plain", plainArm(...sites)],
    ["dsn", dsnArm(...sites)],
    ["dsl", arm({ kind: "dsl", ...initialValues(methods.dsl.fields) }, copies)],
    ["dhm", arm({ kind: "dhm", ...initialValues(methods.dhm.fields) }, copies)],
    ["dml", arm({ kind: "dml", ...initialValues(methods.dml.fields) }, peers)],
  ]);
}

/** Where the experiment's arms fork inside the trunk, in its order. */
function relativeSites(experiment: Experiment): readonly string[] {
  const { sites } = trunkNetwork(experiment);
  const used = new Set(experiment.arms.flatMap(({ forks }) => forks.map(({ site }) => site)));
  const own = sites.filter(({ id, position }) => position >= 0 && used.has(id));
  const ends = sites.filter(({ position, stageEnd }) => stageEnd && position > 0).slice(0, -1);
  return (own.length > 0 ? own.slice(0, MAX_FORKS) : ends).map(({ id }) => id);
}
