import { networksOf } from "../../experiment/networks";
import { useLab } from "../common/labContext";

/** Whether an arm of the setup weighs images by their features, as the bias loss does. */
export function useWeighs(): boolean {
  const experiment = useLab((state) => state.experiment);
  return networksOf(experiment).arms.some((arm) =>
    arm?.plan.terms.some(({ sampleWeight }) => sampleWeight !== undefined),
  );
}
