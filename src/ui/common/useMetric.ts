import { applies } from "../../catalog/metrics/metric";
import { metrics, type MetricKind } from "../../catalog/metrics";
import type { DatasetInfo } from "../../data/datasetInfo";
import { headlineMetric } from "../../experiment/headlineMetric";
import { datasetInfoOf } from "../../experiment/network";
import { useLab } from "./labContext";

/** Which measurement the charts show: the one chosen, or the headline where the data set does not have that one. */
export function useMetric(): MetricKind {
  return useLab(({ metric, experiment }) => {
    const info = datasetInfoOf(experiment);
    return applies(metrics[metric], info) ? metric : headlineMetric(info);
  });
}

/** What is known of the data set that is set up. */
export function useDatasetInfo(): DatasetInfo {
  const experiment = useLab((state) => state.experiment);
  return datasetInfoOf(experiment);
}

/** Every metric that a data set has, in the registry's order. */
export function offeredMetrics(info: DatasetInfo) {
  return Object.values(metrics).filter((metric) => applies(metric, info));
}
