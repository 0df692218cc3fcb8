import type { ExecutorPlan } from "../engine/executor";
import type { Experiment } from "../experiment/experiment";
import { optimizerSpecOf, type ArmNetwork } from "../experiment/network";

interface PlanOptions {
  /** Views of each image in a batch: of the arm's own method, or of all arms where they train on the same batches. */
  readonly views: 1 | 2;
  /** Tensors that do not learn, by name: of a teacher within the network. */
  readonly frozen: ReadonlyMap<string, Float32Array> | undefined;
}

/** What an executor for an arm is built from; its groups are the turns that the heads take where they learn one by one. */
export function executorPlanOf(
  experiment: Experiment,
  { graph, plan, probeTerms }: ArmNetwork,
  { views, frozen }: PlanOptions,
): ExecutorPlan {
  const turns = plan.updates === "alternating" ? graph.heads.map(({ branch }) => [branch]) : undefined;
  return {
    graph,
    terms: plan.terms,
    probeTerms,
    ...(turns === undefined ? {} : { groups: turns }),
    ...(frozen === undefined ? {} : { frozen }),
    optimizer: optimizerSpecOf(experiment),
    batchSize: experiment.training.batchSize * views,
    views,
    seed: experiment.seed,
  };
}
