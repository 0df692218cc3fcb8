import { metrics } from "../../catalog/metrics";
import { watchedSplit } from "../../experiment/validation";
import { armStyle } from "../common/armStyle";
import { useLab, useChartRecord } from "../common/labContext";
import { useMetric } from "../common/useMetric";
import { useChartedArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { headsShown, headTitle } from "./accuracyPanels";
import { gapWords } from "../words/gapWords";
import { accuracyGap } from "./accuracyGap";
import styles from "./Charts.module.css";
import { metricText } from "./metricText";
import { StepTable } from "./StepTable";

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
  const text = metricText(metric);
  const gap = accuracyGap(experiment, record, shown, metric);
  if (gap !== undefined) return <p className={styles.help}>{gapWords.accuracy[gap]}</p>;
  return (
    <StepTable
      caption={strings.accuracy.caption(metrics[metric].title, watchedSplit((record ?? { experiment }).experiment))}
      columns={columns.map(({ branch, arm, series }) => ({
        key: `${branch}/${arm}`,
        head: (
          <>
            {headTitle(experiment, branch)}{" "}
            <b className={`${armStyle(arm).className} armText`}>{armStyle(arm).letter}</b>
          </>
        ),
        series,
        text,
      }))}
    />
  );
}
