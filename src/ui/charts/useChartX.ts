import { useMemo } from "react";
import { useLab, useChartRecord } from "../common/labContext";
import { chartX, type ChartX } from "./chartX";
import { useChartAxis } from "./useChartAxis";

/** What runs along the charts now, and which part of it is drawn. */
export function useChartX(): ChartX {
  const kind = useChartAxis();
  const record = useChartRecord();
  const budget = useLab((state) => state.experiment.training.budget);
  const zoom = useLab((state) => state.zoom);
  return useMemo(() => chartX(kind, record, budget, zoom), [kind, record, budget, zoom]);
}
