import { useChartRecord, useLab } from "../common/labContext";
import { useMetric } from "../common/useMetric";
import { useChartedArms } from "../common/useShownArms";
import { gapWords } from "../words/gapWords";
import { accuracyGap } from "./accuracyGap";
import styles from "./Charts.module.css";
import { useAccuracyPanels } from "./useAccuracyPanels";
import { PanelRow } from "./PanelRow";

interface ClassifyChartsProps {
  readonly width: number;
  readonly height: number;
}

/** One panel per head with the same y axis, one line per arm; or why there is none. */
export function ClassifyCharts({ width, height }: ClassifyChartsProps) {
  const experiment = useLab((state) => state.experiment);
  const gap = accuracyGap(experiment, useChartRecord(), useChartedArms(), useMetric());
  return (
    <>
      <PanelRow panels={useAccuracyPanels()} {...{ width, height }} />
      {gap !== undefined && (
        <p className={styles.empty}>
          <span>{gapWords.accuracy[gap]}</span>
        </p>
      )}
    </>
  );
}
