import { metricAt } from "../record/compare";
import type { RunRecord } from "../record/runRecord";
import { emptySeries, latest, type Series } from "../record/series";

/** A number of a run by its place: a head's metric, or the agreement of a branch and main in a stage. */
export type Reading =
  | { readonly kind: "metric"; readonly arm: number; readonly series: string; readonly branch: string }
  | { readonly kind: "agreement"; readonly arm: number; readonly branch: string; readonly stage: string };

export const metricOf = (arm: number, series: string, branch = "main"): Reading => ({
  kind: "metric",
  arm,
  series,
  branch,
});

export const agreementOf = (arm: number, branch: string, stage: string): Reading => ({
  kind: "agreement",
  arm,
  branch,
  stage,
});

/** The curve of a reading; empty where the run has none. */
export function curveOf(record: RunRecord, reading: Reading): Series {
  const arm = record.arms[reading.arm];
  const curve =
    reading.kind === "metric"
      ? arm?.metrics[reading.series]?.[reading.branch]
      : arm?.agreement[reading.branch]?.[reading.stage];
  return curve ?? emptySeries;
}

/** Its last value: of a metric the whole test set's where the run is finished. NaN where there is none. */
export function valueOf(record: RunRecord, reading: Reading): number {
  const arm = record.arms[reading.arm];
  if (arm === undefined) return Number.NaN;
  if (reading.kind === "metric") return metricAt(arm, reading.series, reading.branch)?.value ?? Number.NaN;
  return latest(curveOf(record, reading))?.value ?? Number.NaN;
}

/**
 * The mean of the values in the last part of a run: single live probes scatter, so that one of them decides nothing.
 * @param share of the run's steps that counts, from its end.
 */
export function levelOf(record: RunRecord, reading: Reading, share = 0.5): number {
  const { length, columns } = curveOf(record, reading);
  let sum = 0;
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    const value = columns.values[index] ?? Number.NaN;
    if ((columns.steps[index] ?? 0) < (1 - share) * record.budget || Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}
