import type { Arm } from "../../experiment/experiment";
import { networksOf } from "../../experiment/networks";
import { useActions, useLab } from "../common/labContext";
import { placeName } from "../words/wording";
import { BranchFields } from "./BranchFields";
import styles from "./Setup.module.css";
import { armDialogWords } from "../words/armDialogWords";

interface ArmForksProps {
  readonly arm: Arm;
  readonly index: number;
}

/** Where this arm forks, and each branch's design and weight. */
export function ArmForks({ arm, index }: ArmForksProps) {
  const experiment = useLab((state) => state.experiment);
  const { forkArmAt } = useActions();
  const { trunk } = networksOf(experiment);
  return trunk?.sites.map(({ id: site }) => {
    const place = placeName(trunk, site);
    const forks = arm.forks.flatMap((fork, position) => (fork.site === site ? [{ fork, position }] : []));
    return (
      <div key={site} className={styles.fork}>
        <label className={styles.forkSwitch}>
          <input
            type="checkbox"
            role="switch"
            checked={forks.length > 0}
            onChange={(event) => forkArmAt(index, site, event.target.checked)}
          />
          {armDialogWords.forkAt(place)}
        </label>
        {forks.map(({ fork, position }) => (
          <BranchFields key={position} fork={fork} arm={index} position={position} place={place} />
        ))}
      </div>
    );
  });
}
