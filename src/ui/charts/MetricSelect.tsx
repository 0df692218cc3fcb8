import { metrics } from "../../catalog/metrics";
import { datasetInfoOf } from "../../experiment/network";
import { useActions, useLab } from "../common/labContext";
import { offeredMetrics, useMetric } from "../common/useMetric";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./Charts.module.css";

/** Which measurement the charts show: every metric that the data set has. */
export function MetricSelect() {
  const metric = useMetric();
  const experiment = useLab((state) => state.experiment);
  const entries = offeredMetrics(datasetInfoOf(experiment));
  const { showMetric } = useActions();
  return (
    <select
      className={`${controls.control} ${controls.boxed} ${styles.metric}`}
      aria-label={strings.accuracy.measure}
      title={metrics[metric].summary}
      value={metric}
      onChange={(event) => {
        const chosen = entries.find(({ kind }) => kind === event.target.value);
        if (chosen !== undefined) showMetric(chosen.kind);
      }}
    >
      {entries.map(({ kind, title }) => (
        <option key={kind} value={kind}>
          {title}
        </option>
      ))}
    </select>
  );
}
