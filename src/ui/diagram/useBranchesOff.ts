import { useMemo } from "react";
import { branchesOff } from "../../graph/branchGate";
import type { BranchId } from "../../graph/networkGraph";
import { networksOf } from "../../experiment/networks";
import { useLab, useRecord } from "../common/labContext";

/** The branches of an arm that chance had switched off in the update that led to the step on display. */
export function useBranchesOff(arm: number): ReadonlySet<BranchId> {
  const experiment = useLab((state) => state.experiment);
  const scrubbed = useLab((state) => state.scrubStep);
  const record = useRecord();
  const step = record?.experiment === experiment ? (scrubbed ?? record.step) : 0;
  return useMemo(() => {
    const terms = networksOf(experiment).arms[arm]?.plan.terms ?? [];
    return step === 0 ? new Set<BranchId>() : branchesOff(terms, experiment.seed, step - 1);
  }, [experiment, arm, step]);
}
