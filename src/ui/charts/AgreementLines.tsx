import { PanelRow } from "./PanelRow";
import { useLab } from "../common/labContext";
import { gapWords } from "../words/gapWords";
import styles from "./Charts.module.css";
import { useAgreementGap } from "./useAgreementGap";
import { useAgreementPanels } from "./useAgreementPanels";

interface AgreementLinesProps {
  readonly width: number;
  readonly height: number;
}

/** One panel per stage that main and the chosen branch share: exact values, and the split-half reference in grey; or why there is none. */
export function AgreementLines({ width, height }: AgreementLinesProps) {
  const panels = useAgreementPanels();
  const measure = useLab((state) => state.agreementMeasure);
  const gap = useAgreementGap(measure);
  return (
    <>
      <PanelRow panels={panels} {...{ width, height }} />
      {gap !== undefined && (
        <p className={styles.empty}>
          <span>{gapWords.agreement[gap]}</span>
        </p>
      )}
    </>
  );
}
