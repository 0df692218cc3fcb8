import { MAIN, type BranchId, type StageId } from "../../graph/networkGraph";
import { sharedStages } from "../../graph/sharedPath";
import type { Experiment } from "../experiment";
import { builtNetworks } from "../expansion";

/** What the results of an experiment consist of, and in which order a link holds them. */
export interface ClaimShape {
  /** Per arm: branches in trunk order, main last. */
  readonly heads: readonly (readonly BranchId[])[];
  /** Per arm: the stages that a branch shares with main. */
  readonly pairs: readonly (readonly { readonly branch: BranchId; readonly stage: StageId }[])[];
  /** Steps of the accuracy curves: of the evaluations, at most {@link MAX_POINTS}, the end among them. */
  readonly curveSteps: readonly number[];
  /** Steps of the agreement map: of the probes. */
  readonly mapSteps: readonly number[];
}

/** Points of a curve in a link: what a small chart can show. */
export const MAX_POINTS = 24;

/** @throws ConfigError, SiteError or ShapeError for an experiment that cannot be built. */
export function claimShape(experiment: Experiment): ClaimShape {
  const { training, measure } = experiment;
  const graphs = builtNetworks(experiment).map(({ graph }) => graph);
  const branches = graphs.map((graph) => graph.heads.map(({ branch }) => branch).filter((branch) => branch !== MAIN));
  const evaluations = Math.ceil(training.budget / measure.evaluateEvery);
  const probes = measure.probeEvery === 0 ? 0 : Math.ceil(training.budget / measure.probeEvery);
  return {
    heads: branches.map((own) => [...own, MAIN]),
    pairs: graphs.map((graph, arm) =>
      (branches[arm] ?? []).flatMap((branch) => sharedStages(graph, MAIN, branch).map((stage) => ({ branch, stage }))),
    ),
    curveSteps: spread(evaluations).map((index) => Math.min(training.budget, (index + 1) * measure.evaluateEvery)),
    mapSteps: spread(probes).map((index) => index * measure.probeEvery),
  };
}

/** At most MAX_POINTS of the numbers below `count`, evenly, first and last among them. */
function spread(count: number): readonly number[] {
  if (count <= MAX_POINTS) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: MAX_POINTS }, (_, index) => Math.round((index * (count - 1)) / (MAX_POINTS - 1)));
}
