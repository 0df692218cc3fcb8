import { useAccuracyPanels } from "./useAccuracyPanels";
import { PanelRow } from "./PanelRow";

interface ClassifyChartsProps {
  readonly width: number;
  readonly height: number;
}

/** One panel per head with the same y axis, one line per arm. */
export function ClassifyCharts({ width, height }: ClassifyChartsProps) {
  return <PanelRow panels={useAccuracyPanels()} {...{ width, height }} />;
}
