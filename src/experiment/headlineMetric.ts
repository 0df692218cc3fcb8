import type { DatasetInfo } from "../data/datasetInfo";

/** The metric that stands for a head where there is room for one: how often it is right, or how well it finds identities. */
export function headlineMetric({ retrieval }: Pick<DatasetInfo, "retrieval">): "accuracy" | "map" {
  return retrieval === undefined ? "accuracy" : "map";
}
