import { useMemo } from "react";
import { branchesOf, networksOf } from "../../experiment/networks";
import type { BranchId, NetworkGraph } from "../../graph/networkGraph";
import { useLab } from "./labContext";

/** Indices of the arms that are drawn: the compared pair, one of them in solo, or the only one. */
export function useShownArms(): readonly number[] {
  const count = useLab((state) => state.experiment.arms.length);
  const compared = useLab((state) => state.compared);
  const solo = useLab((state) => state.soloArm);
  return useMemo(() => {
    if (solo !== undefined) return [solo];
    const [first, second] = compared;
    return first === second || count === 1 ? [first] : [first, second];
  }, [count, compared, solo]);
}

/** The arms whose accuracies are charted: those that are drawn, or the compared ones and after them all others. */
export function useChartedArms(): readonly number[] {
  const shown = useShownArms();
  const count = useLab((state) => state.experiment.arms.length);
  const every = useLab((state) => state.everyArm && state.soloArm === undefined);
  return useMemo(() => {
    if (!every) return shown;
    return [...shown, ...Array.from({ length: count }, (_, arm) => arm).filter((arm) => !shown.includes(arm))];
  }, [shown, count, every]);
}

/** Branches of the compared arms in trunk order, and the one whose loss stands against main's. */
export function usePairs(): {
  readonly branches: readonly BranchId[];
  readonly pair: BranchId | undefined;
  readonly trunk: NetworkGraph | undefined;
} {
  const experiment = useLab((state) => state.experiment);
  const [first, second] = useLab((state) => state.compared);
  const chosen = useLab((state) => state.pairBranch);
  const branches = branchesOf(experiment, [...new Set([first, second])]);
  const pair = chosen !== undefined && branches.includes(chosen) ? chosen : branches[0];
  return { branches, pair, trunk: networksOf(experiment).trunk };
}
