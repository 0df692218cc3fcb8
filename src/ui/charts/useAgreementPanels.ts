import { useLab, useChartRecord } from "../common/labContext";
import { useGhost } from "../common/useGhost";
import { usePairs, useShownArms } from "../common/useShownArms";
import { agreementPanels, everyAgreementLine } from "./agreementPanels";
import { arrangePanels, type ChartLine, type ChartPanel } from "./chartPanel";

/** The panels of the agreement's lines, as arms are compared now. */
export function useAgreementPanels(): readonly ChartPanel[] {
  const experiment = useLab((state) => state.experiment);
  const measure = useLab((state) => state.agreementMeasure);
  const part = useLab((state) => state.agreementPart);
  const comparison = useLab((state) => state.comparison);
  const record = useChartRecord();
  const shown = useShownArms();
  const { pair } = usePairs();
  const ghost = useGhost();
  return arrangePanels(agreementPanels({ experiment, record, ghost, shown, pair, measure, part }), comparison, shown);
}

/** The curves of every pair: what the map draws at once. */
export function useEveryAgreementLine(): readonly ChartLine[] {
  const experiment = useLab((state) => state.experiment);
  const measure = useLab((state) => state.agreementMeasure);
  const part = useLab((state) => state.agreementPart);
  const record = useChartRecord();
  const shown = useShownArms();
  const { branches } = usePairs();
  return everyAgreementLine({ experiment, record, shown, measure, part }, branches);
}
