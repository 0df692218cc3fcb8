import { metrics } from "../../catalog/metrics";
import { useActions, useLab } from "../common/labContext";
import { strings } from "../strings";
import controls from "../common/controls.module.css";
import styles from "./Charts.module.css";

const entries = Object.values(metrics);

/** Which measurement the charts show: every metric there is. */
export function MetricSelect() {
  const metric = useLab((state) => state.metric);
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
