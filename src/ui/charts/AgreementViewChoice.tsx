import { useActions, useLab } from "../common/labContext";
import { Segments } from "../common/Segments";
import { strings } from "../words/strings";

/** Map, lines, dials or noise: one measurement, four views. */
export function AgreementViewChoice() {
  const view = useLab((state) => state.agreementView);
  const { showAgreement } = useActions();
  return (
    <Segments
      label={strings.agreement.view}
      options={[
        { value: "map", label: strings.agreement.map },
        { value: "lines", label: strings.agreement.lines },
        { value: "dials", label: strings.agreement.dials },
        { value: "noise", label: strings.agreement.noise },
      ]}
      value={view}
      onChoose={showAgreement}
    />
  );
}
