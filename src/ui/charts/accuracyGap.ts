import { metrics, type MetricKind } from "../../catalog/metrics";
import type { Metric } from "../../catalog/metrics/metric";
import type { Experiment } from "../../experiment/experiment";
import type { RunRecord } from "../../record/runRecord";

/** Why the arms on display have nothing of a metric: it compares heads, and they have one each; or the run never measured it. */
export type AccuracyGap = "heads" | "older";

/** @returns undefined where there are values, or will be. */
export function accuracyGap(
  experiment: Experiment,
  record: RunRecord | undefined,
  shown: readonly number[],
  metric: MetricKind,
): AccuracyGap | undefined {
  const { needs }: Metric = metrics[metric];
  const isThere = (arm: number): boolean => Object.keys(record?.arms[arm]?.metrics[metric] ?? {}).length > 0;
  if (shown.some(isThere)) return undefined;
  const heads = (arm: number): number =>
    record?.arms[arm]?.branches.length ?? (experiment.arms[arm]?.forks.length ?? 0) + 1;
  if (needs === "heads" && shown.every((arm) => heads(arm) < 2)) return "heads";
  const measured = shown.some((arm) => Object.keys(record?.arms[arm]?.metrics ?? {}).length > 0);
  return measured ? "older" : undefined;
}
