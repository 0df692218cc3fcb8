import type { Arm, Experiment } from "../experiment/experiment";
import { armNetwork, trunkNetwork, type ArmNetwork } from "../experiment/network";
import { costOf, nodeMultiplyAdds } from "../graph/cost";
import { MAIN, type BranchId, type NetworkGraph, type StageId } from "../graph/networkGraph";
import { sharedParameters } from "../graph/sharedPath";

/** The graphs of an experiment; an arm that cannot be built is undefined, and validation says why. */
export interface Networks {
  readonly trunk: NetworkGraph | undefined;
  readonly arms: readonly (ArmNetwork | undefined)[];
}

const known = new WeakMap<Experiment, Networks>();

/** Expanded once per experiment value. */
export function networksOf(experiment: Experiment): Networks {
  const found = known.get(experiment);
  if (found !== undefined) return found;
  const networks = {
    trunk: attempt(() => trunkNetwork(experiment)),
    arms: experiment.arms.map((arm) => attempt(() => armNetwork(experiment, arm))),
  };
  known.set(experiment, networks);
  return networks;
}

function attempt<T>(build: () => T): T | undefined {
  try {
    return build();
  } catch {
    // Not swallowed: `validate` reports the same fault with its path, and a run of it cannot be started.
    return undefined;
  }
}

/** Layers that a branch shares with main, by stage; a stage that is absent has no shared path. */
export type SharedLayers = ReadonlyMap<StageId, ReadonlySet<string>>;

/** What each branch shares with main, in the order of the heads; known before the run. */
export function sharedWithMain(graph: NetworkGraph): ReadonlyMap<BranchId, SharedLayers> {
  return new Map(
    graph.heads.filter(({ branch }) => branch !== MAIN).map(({ branch }) => [branch, sharedLayers(graph, branch)]),
  );
}

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

/** Multiply-adds of the whole run of an experiment, forward and backward, evaluations included. */
export function workOf(experiment: Experiment): number {
  const { training, measure } = experiment;
  const perImage = networksOf(experiment).arms.reduce(
    (sum, arm) => sum + (arm === undefined ? 0 : costOf(arm.graph, () => true).multiplyAdds),
    0,
  );
  const evaluations = Math.floor(training.budget / measure.evaluateEvery);
  const images = 3 * training.batchSize * training.budget + measure.evaluateImages * evaluations;
  return perImage * images;
}

/** Multiply-adds of one image's forward pass at one stage of one branch. */
export function stageMultiplyAdds(graph: NetworkGraph, branch: BranchId, stage: StageId): number {
  return graph.nodes
    .filter((node) => node.branch === branch && node.stage === stage)
    .reduce((sum, node) => sum + nodeMultiplyAdds(graph, node), 0);
}

/** The number of forks of an arm at a site. */
export function forksAt(arm: Arm, site: string): number {
  return arm.forks.filter((fork) => fork.site === site).length;
}
