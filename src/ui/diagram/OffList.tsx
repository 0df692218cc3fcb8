import { networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { useLab } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { branchName } from "../words/wording";
import { useBranchesOff } from "./useBranchesOff";

/** In words, what the diagram draws open: the branches that chance has switched off. */
export function OffList() {
  const shown = useShownArms();
  return (
    <div className="sr">
      {shown.map((arm) => (
        <OffSentence key={arm} arm={arm} />
      ))}
    </div>
  );
}

function OffSentence({ arm }: { readonly arm: number }) {
  const experiment = useLab((state) => state.experiment);
  const off = useBranchesOff(arm);
  if (off.size === 0) return null;
  const { trunk } = networksOf(experiment);
  const names = [...off].map((branch) => branchName(trunk, branch)).join(", ");
  return <p>{strings.diagram.switchedOff(armStyle(arm).letter, names)}</p>;
}
