import { networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { cosineText } from "../words/format";
import { useLab } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { pairName, stageName } from "../words/wording";
import { useAgreements } from "./StageBoxes";

/** The numbers on the stage boxes for those who do not see them. */
export function AgreementTable() {
  const experiment = useLab((state) => state.experiment);
  const shown = useShownArms();
  const read = useAgreements();
  const { pair, trunk } = usePairs();
  if (pair === undefined) return null;
  return (
    <table className="sr">
      <caption>{strings.diagram.tableCaption(pairName(trunk, pair).toLowerCase())}</caption>
      <tbody>
        {networksOf(experiment).trunk?.stages.map((stage) => (
          <tr key={stage}>
            <th scope="row">{stageName(stage)}</th>
            {shown.map((arm) => {
              const agreement = read(arm, stage);
              return (
                <td key={arm}>
                  {armStyle(arm).letter}{" "}
                  {agreement.kind === "measured"
                    ? cosineText(agreement.value)
                    : agreement.kind === "noSharedPath"
                      ? strings.diagram.noSharedPath
                      : strings.diagram.notMeasured}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
