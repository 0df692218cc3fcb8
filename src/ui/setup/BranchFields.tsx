import { useId } from "react";
import type { Fork } from "../../experiment/experiment";
import { forkRateField, forkWeightField } from "../../experiment/fields";
import { rateOf, withRate } from "../../experiment/forkRate";
import { branchEntry } from "../../experiment/network";
import { branchChoices, choiceOf, fitAt } from "../../store/branchChoices";
import type { Field } from "../../schema/field";
import { useActions, useLab } from "../common/labContext";
import { FieldControl } from "../common/FieldControl";
import { buildText } from "../words/issueWords";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { AboutLink } from "../reference/AboutLink";
import { FieldGroup } from "./FieldGroup";
import { FitNote } from "./FitNote";
import { armDialogWords } from "../words/armDialogWords";

interface BranchFieldsProps {
  readonly fork: Fork;
  readonly arm: number;
  readonly position: number;
  readonly place: string;
}

/** One branch: its design with that design's settings, what its loss on the labels counts and how fast its own layers learn. */
export function BranchFields({ fork, arm, position, place }: BranchFieldsProps) {
  const id = useId();
  const { setField } = useActions();
  const experiment = useLab((state) => state.experiment);
  const path = ["arms", arm, "forks", position] as const;
  const choice = choiceOf(fork.branch);
  return (
    <>
      <div className={controls.field}>
        <label htmlFor={id}>{armDialogWords.design}</label>
        <select
          id={id}
          className={`${controls.control} ${controls.boxed}`}
          aria-label={`${armDialogWords.design}, ${place}`}
          value={choice?.value ?? ""}
          onChange={(event) => {
            const chosen = branchChoices.find(({ value }) => value === event.target.value);
            if (chosen !== undefined) setField([...path, "branch"], chosen.branch);
          }}
        >
          {choice === undefined && <option value="">{strings.setup.ownSettings}</option>}
          {branchChoices.map(({ value, label, branch }) => {
            const fit = fitAt(experiment, [fork.site], branch);
            const refused = fit.kind === "refused" && value !== choice?.value;
            return (
              <option
                key={value}
                value={value}
                disabled={refused}
                title={fit.kind === "refused" ? buildText(fit.why) : undefined}
              >
                {refused ? strings.setup.unfit(label) : label}
              </option>
            );
          })}
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
      <FieldControl
        field={forkRateField as Field<unknown>}
        value={rateOf(fork)}
        context={place}
        onChange={(value) => setField(path, withRate(fork, Number(value)))}
        boxed
      />
    </>
  );
}
