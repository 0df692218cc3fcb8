import { PanelRow } from "./PanelRow";
import { useAgreementPanels } from "./useAgreementPanels";

interface AgreementLinesProps {
  readonly width: number;
  readonly height: number;
}

/** One panel per stage that main and the chosen branch share: exact values, and the split-half reference in grey. */
export function AgreementLines({ width, height }: AgreementLinesProps) {
  return <PanelRow panels={useAgreementPanels()} {...{ width, height }} />;
}
