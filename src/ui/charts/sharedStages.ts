import type { Experiment } from "../../experiment/experiment";
import type { BranchId, StageId } from "../../graph/networkGraph";
import { networksOf, sharedWithMain } from "../../experiment/networks";

/** The stages that main and a branch share in any of some arms, in trunk order. */
export function sharedStagesOf(experiment: Experiment, arms: readonly number[], branch: BranchId): readonly StageId[] {
  const { trunk, arms: networks } = networksOf(experiment);
  const shared = new Set(
    arms.flatMap((arm) => {
      const graph = networks[arm]?.graph;
      return graph === undefined ? [] : [...(sharedWithMain(graph).get(branch)?.keys() ?? [])];
    }),
  );
  return trunk?.stages.filter((stage) => shared.has(stage)) ?? [];
}
