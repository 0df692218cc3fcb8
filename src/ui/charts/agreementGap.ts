import { measures } from "../../catalog/measures";
import type { Measure } from "../../catalog/measures/measure";
import type { ProbePart } from "../../graph/agreement";
import type { Experiment } from "../../experiment/experiment";
import type { BranchId } from "../../graph/networkGraph";
import { extentOf, type Series } from "../../record/series";
import type { RunRecord } from "../../record/runRecord";
import type { AgreementMeasure } from "../../store/viewState";
import { agreementPanels } from "./agreementPanels";
import { sharedStagesOf } from "./sharedStages";

/**
 * Why the probes of a run say nothing of what was chosen: the two losses meet nowhere; nothing is taught beyond the labels; the branches
 * only watch; all losses together are no part of a loss; or the run never measured it.
 */
export type AgreementGap = "noSharedPath" | "nothingTaught" | "watching" | "together" | "older";

interface Asked {
  readonly experiment: Experiment;
  readonly record: RunRecord | undefined;
  readonly shown: readonly number[];
  readonly pair: BranchId;
  readonly measure: AgreementMeasure;
  readonly part: ProbePart;
}

/** A loss that does not reach the trunk has a curve, of values that are none. */
const hasNumbers = (series: Series): boolean => extentOf(series).least < Infinity;

/** @returns undefined where there are curves, or no probe has been made yet. */
export function agreementGap(asked: Asked): AgreementGap | undefined {
  const { experiment, record, shown, pair, measure, part } = asked;
  const probed = shown.some((arm) =>
    Object.values(record?.arms[arm]?.splitHalf ?? {}).some((one) => one !== undefined),
  );
  if (!probed) return undefined;
  if (
    agreementPanels(asked).some(({ lines }) => lines.some(({ role, series }) => role === "value" && hasNumbers(series)))
  ) {
    return undefined;
  }
  if (sharedStagesOf(experiment, shown, pair).length === 0) return "noSharedPath";
  if (measure === "fork") return "older";
  const { of }: Measure = measures[measure];
  if (part === "rest") return of === "all" ? "together" : "nothingTaught";
  return part === "whole" && of !== "all" ? "watching" : "older";
}
