import type { Experiment } from "./experiment";
import { expansionOf } from "./expansion";
import { combiningWork } from "./combiningCost";
import type { ArmNetwork } from "./network";
import { costOf } from "../graph/cost";
import { MAIN, type BranchId, type NetworkGraph, type StageId } from "../graph/networkGraph";
import { sharedParameters } from "../graph/sharedPath";
import { mendOf, type Mend } from "./mend";
import { validate } from "./validate";
import { remember } from "./remember";

/** The graphs of an experiment; an arm that cannot be built is undefined, and validation says why. */
export interface Networks {
  readonly trunk: NetworkGraph | undefined;
  readonly arms: readonly (ArmNetwork | undefined)[];
}

/** What of an experiment's expansion there is. */
export const networksOf = remember((experiment: Experiment): Networks => {
  const { trunk, arms } = expansionOf(experiment);
  return { trunk: trunk.value, arms: arms.map(({ value }) => value) };
});

/** Keys of the weights that an experiment's arms learn from. */
export function teacherKeysOf(experiment: Experiment): readonly string[] {
  return networksOf(experiment).arms.flatMap((arm) => arm?.teacherKey ?? []);
}

/** Keys of all weights that a run needs before its first step: those, and those that its arms start from. */
export function weightKeysOf(experiment: Experiment): readonly string[] {
  const starts = networksOf(experiment).arms.flatMap((arm) => arm?.startKey ?? []);
  return [...new Set([...teacherKeysOf(experiment), ...starts])];
}

/** What is wrong with an experiment, found once per value. */
export const issuesOf = remember(validate);

/** What would put the blocking ones right, as far as that is known. */
export const mendsOf = remember((experiment: Experiment): readonly Mend[] =>
  issuesOf(experiment).flatMap((issue) => (issue.blocking ? (mendOf(experiment, issue) ?? []) : [])),
);

/** Layers that a branch shares with main, by stage; a stage that is absent has no shared path. */
export type SharedLayers = ReadonlyMap<StageId, ReadonlySet<string>>;

/** What each branch shares with main, in the order of the heads; known before the run. */
export const sharedWithMain = remember(
  (graph: NetworkGraph): ReadonlyMap<BranchId, SharedLayers> =>
    new Map(
      graph.heads.filter(({ branch }) => branch !== MAIN).map(({ branch }) => [branch, sharedLayers(graph, branch)]),
    ),
);

function sharedLayers(graph: NetworkGraph, branch: BranchId): SharedLayers {
  const stages = new Map<StageId, Set<string>>();
  for (const { stage, layer } of sharedParameters(graph, MAIN, branch)) {
    stages.set(stage, (stages.get(stage) ?? new Set()).add(layer));
  }
  return stages;
}

/** Every branch id of some arms except main, in trunk order, without repetition. */
export function branchesOf(experiment: Experiment, arms: readonly number[]): readonly BranchId[] {
  const { trunk, arms: built } = networksOf(experiment);
  const heads = arms.flatMap((arm) => built[arm]?.graph.heads ?? []).filter(({ branch }) => branch !== MAIN);
  const position = (site: string | undefined): number => trunk?.sites.find(({ id }) => id === site)?.position ?? 0;
  const sites = new Map(heads.map(({ branch, site }) => [branch, position(site)]));
  return [...sites].sort(([a, at], [b, bt]) => at - bt || a.localeCompare(b)).map(([branch]) => branch);
}

/** Multiply-adds of the whole run of an experiment, forward and backward, evaluations included; by arm. */
export const worksOf = remember((experiment: Experiment): readonly number[] => {
  const { training, measure, arms } = experiment;
  const evaluations = Math.floor(training.budget / measure.evaluateEvery);
  const images = 3 * training.batchSize * training.budget + measure.evaluateImages * evaluations;
  return networksOf(experiment).arms.map((arm, index) => {
    if (arm === undefined) return 0;
    const weighing = training.batchSize * training.budget * combiningWork(arms[index]?.combining, arm);
    return images * costOf(arm.graph, () => true).multiplyAdds + weighing;
  });
});

/** The same, of all arms. */
export function workOf(experiment: Experiment): number {
  return worksOf(experiment).reduce((sum, work) => sum + work, 0);
}
