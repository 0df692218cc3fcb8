import { metrics, type MetricKind } from "../../catalog/metrics";
import { loss, share } from "../words/format";

/** How a metric's values are written, by its unit. */
export function metricText(metric: MetricKind): (value: number) => string {
  const { unit } = metrics[metric].axis;
  switch (unit) {
    case "share":
      return share;
    case "nats":
      return loss;
    default:
      return unit satisfies never;
  }
}
