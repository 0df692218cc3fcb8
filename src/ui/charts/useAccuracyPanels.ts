import { useLab, useChartRecord } from "../common/labContext";
import { useGhost } from "../common/useGhost";
import { useMetric } from "../common/useMetric";
import { useChartedArms } from "../common/useShownArms";
import { accuracyPanels } from "./accuracyPanels";
import { arrangePanels, type ChartPanel } from "./chartPanel";

/** The panels of the accuracy charts, as arms are compared now. */
export function useAccuracyPanels(): readonly ChartPanel[] {
  const experiment = useLab((state) => state.experiment);
  const metric = useMetric();
  const comparison = useLab((state) => state.comparison);
  const log = useLab((state) => state.logScale) && comparison !== "difference";
  const record = useChartRecord();
  const ghost = useGhost();
  const shown = useChartedArms();
  return arrangePanels(accuracyPanels({ experiment, record, ghost, shown, metric, log }), comparison, shown);
}
