import type { ChartAxis } from "../../store/viewState";
import { useLab } from "../common/labContext";

/** What runs along the charts; a difference pairs steps, so that it has no axis of each arm's own work. */
export function useChartAxis(): ChartAxis {
  const axis = useLab((state) => state.chartAxis);
  const comparison = useLab((state) => state.comparison);
  return axis !== "steps" && comparison === "difference" ? "steps" : axis;
}
