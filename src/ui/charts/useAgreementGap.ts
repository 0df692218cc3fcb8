import type { AgreementMeasure } from "../../store/viewState";
import { useChartRecord, useLab } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { agreementGap, type AgreementGap } from "./agreementGap";

/** Why nothing is there of the chosen pair and losses; undefined where something is, or will be. */
export function useAgreementGap(measure: AgreementMeasure): AgreementGap | undefined {
  const experiment = useLab((state) => state.experiment);
  const part = useLab((state) => state.agreementPart);
  const record = useChartRecord();
  const shown = useShownArms();
  const { pair } = usePairs();
  return pair === undefined ? undefined : agreementGap({ experiment, record, shown, pair, measure, part });
}
