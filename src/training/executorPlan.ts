import type { ExecutorPlan, Pace } from "../engine/executor";
import type { Experiment } from "../experiment/experiment";
import { optimizerSpecOf, type ArmNetwork } from "../experiment/network";
import { MAIN, type BranchId } from "../graph/networkGraph";

interface PlanOptions {
  /** Views of each image in a batch: of the arm's own method, or of all arms where they train on the same batches. */
  readonly views: 1 | 2;
  /** Tensors that do not learn, by name: of a teacher within the network. */
  readonly frozen: ReadonlyMap<string, Float32Array> | undefined;
  /** Tensors that the arm starts with, by name; the seed draws the others, and all of them when absent. */
  readonly start?: ReadonlyMap<string, Float32Array> | undefined;
}

/** What an executor for an arm is built from; its groups are the turns that the heads take where they learn one by one. */
export function executorPlanOf(
  experiment: Experiment,
  network: ArmNetwork,
  { views, frozen, start }: PlanOptions,
): ExecutorPlan {
  const { graph, plan, probeTerms } = network;
  return {
    graph,
    terms: plan.terms,
    probeTerms,
    ...groupsOf(network, experiment.training.budget),
    ...(network.learning !== undefined && network.learning.clip > 0 ? { clip: network.learning.clip } : {}),
    ...(frozen === undefined ? {} : { frozen }),
    ...(start === undefined ? {} : { start }),
    optimizer: optimizerSpecOf(experiment),
    batchSize: experiment.training.batchSize * views,
    views,
    seed: experiment.seed,
  };
}

/** What is updated together: by turn, and the branches apart from the trunk where they learn otherwise. */
function groupsOf(
  { graph, plan, learning, rates }: ArmNetwork,
  budget: number,
): { readonly groups?: readonly (readonly BranchId[])[]; readonly paces?: readonly Pace[] } {
  const ids = graph.heads.map(({ branch }) => branch);
  const turns = plan.updates === "alternating" ? ids.map((branch) => [branch]) : undefined;
  const branches = ids.filter((branch) => branch !== MAIN);
  const from = Math.ceil((learning?.trunkFirst ?? 0) * budget);
  const usual = rates === undefined && from === 0;
  if (usual || branches.length === 0) return turns === undefined ? {} : { groups: turns };
  const rateOf = (branch: BranchId): number => rates?.get(branch) ?? 1;
  const distinct = [...new Set(branches.map(rateOf))];
  const groups = turns ?? [[MAIN], ...distinct.map((rate) => branches.filter((branch) => rateOf(branch) === rate))];
  const paceOf = ([branch = MAIN]: readonly BranchId[]): Pace =>
    branch === MAIN ? { rate: 1, from: 0 } : { rate: rateOf(branch), from };
  return { groups, paces: groups.map(paceOf) };
}
