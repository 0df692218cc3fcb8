import { useId } from "react";
import type { Arm, Fork } from "../../experiment/experiment";
import { forkWeightField } from "../../experiment/fields";
import { branchEntry } from "../../experiment/network";
import { networksOf } from "../../runs/networks";
import { branchChoices, choiceOf } from "../../store/branchChoices";
import type { Field } from "../../schema/field";
import { useActions, useLab } from "../common/labContext";
import { FieldControl } from "../common/FieldControl";
import { strings } from "../strings";
import { placeName } from "../wording";
import controls from "../common/controls.module.css";
import { AboutLink } from "../reference/AboutLink";
import { FieldGroup } from "./FieldGroup";
import { FitNote } from "./FitNote";
import styles from "./Setup.module.css";

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
          {strings.setup.forkAt(place)}
        </label>
        {forks.map(({ fork, position }) => (
          <BranchFields key={position} fork={fork} arm={index} position={position} place={place} />
        ))}
      </div>
    );
  });
}

interface BranchFieldsProps {
  readonly fork: Fork;
  readonly arm: number;
  readonly position: number;
  readonly place: string;
}

function BranchFields({ fork, arm, position, place }: BranchFieldsProps) {
  const id = useId();
  const { setField } = useActions();
  const path = ["arms", arm, "forks", position] as const;
  const choice = choiceOf(fork.branch);
  return (
    <>
      <div className={controls.field}>
        <label htmlFor={id}>{strings.setup.design}</label>
        <select
          id={id}
          className={`${controls.control} ${controls.boxed}`}
          aria-label={`${strings.setup.design}, ${place}`}
          value={choice?.value ?? ""}
          onChange={(event) => {
            const chosen = branchChoices.find(({ value }) => value === event.target.value);
            if (chosen !== undefined) setField([...path, "branch"], chosen.branch);
          }}
        >
          {choice === undefined && <option value="">{strings.setup.ownSettings}</option>}
          {branchChoices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <FitNote forks={[fork]} />
      </div>
      <AboutLink entry={`branches/${fork.branch.kind}`} title={branchEntry(fork.branch.kind).title} />
      <FieldGroup
        fields={branchEntry(fork.branch.kind).fields}
        path={[...path, "branch"]}
        values={fork.branch}
        context={place}
        boxed
      />
      <FieldControl
        field={forkWeightField as Field<unknown>}
        value={fork.weight}
        context={place}
        onChange={(value) => setField([...path, "weight"], value)}
        boxed
      />
    </>
  );
}
