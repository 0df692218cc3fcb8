import { metrics } from "../../catalog/metrics";
import { latest, points } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { useLab, useChartRecord } from "../common/labContext";
import { useMetric } from "../common/useMetric";
import { useChartedArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { headsShown, headTitle } from "./accuracyPanels";
import { metricText } from "./metricText";

/** Every evaluation as a row, newest first; a column per head and arm. */
export function AccuracyTable() {
  const experiment = useLab((state) => state.experiment);
  const metric = useMetric();
  const record = useChartRecord();
  const shown = useChartedArms();
  const heads = headsShown(experiment, record, shown, metric);
  const columns = heads.flatMap((branch) =>
    shown.flatMap((arm) => {
      const series = record?.arms[arm]?.metrics[metric]?.[branch];
      return series === undefined ? [] : [{ branch, arm, series }];
    }),
  );
  const steps = [...new Set(columns.flatMap(({ series }) => points(series).map(({ step }) => step)))].sort(
    (a, b) => b - a,
  );
  const text = metricText(metric);
  return (
    <div
      className={controls.tableWrap}
      tabIndex={0}
      role="region"
      aria-label={strings.accuracy.caption(metrics[metric].title)}
    >
      <table className={controls.table}>
        <caption className="sr">{strings.accuracy.caption(metrics[metric].title)}</caption>
        <thead>
          <tr>
            <th scope="col">{strings.accuracy.stepColumn}</th>
            {columns.map(({ branch, arm }) => (
              <th key={`${branch}/${arm}`} scope="col">
                {headTitle(experiment, branch)}{" "}
                <b className={`${armStyle(arm).className} armText`}>{armStyle(arm).letter}</b>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step}>
              <th scope="row">{step}</th>
              {columns.map(({ branch, arm, series }) => {
                const point = latest(series, step);
                return <td key={`${branch}/${arm}`}>{point?.step === step ? text(point.value) : "–"}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
