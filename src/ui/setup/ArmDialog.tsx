import { useId } from "react";
import { MAX_ARMS, type Arm } from "../../experiment/experiment";
import { combiningFields, learningFields, ruleNames } from "../../experiment/fields";
import { idleRule } from "../../experiment/combiningCost";
import { armTitle, methodEntry } from "../../experiment/network";
import { networksOf } from "../../experiment/networks";
import { initialValues, type Fields } from "../../schema/field";
import { armStyle } from "../common/armStyle";
import { useActions, useLab } from "../common/labContext";
import { FieldControl } from "../common/FieldControl";
import { Dialog } from "../common/Dialog";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { AboutLink } from "../reference/AboutLink";
import { ArmForks } from "./ArmForks";
import { armWords } from "../words/armWords";
import { FieldGroup } from "./FieldGroup";
import { PublishedAction } from "./PublishedAction";
import { StartFile } from "./StartFile";
import { useStartRefusals } from "./useStartRefusals";
import styles from "./Setup.module.css";
import { armDialogWords } from "../words/armDialogWords";

/** Everything about one arm. */
export function ArmDialog({ index }: { readonly index: number }) {
  const arm = useLab((state) => state.experiment.arms[index]);
  const armCount = useLab((state) => state.experiment.arms.length);
  const locked = useLab((state) => state.locked[index] === true);
  const { closeDialog, removeArm, duplicateArm } = useActions();
  if (arm === undefined) return null;
  const { letter } = armStyle(index);
  const entry = methodEntry(arm.method.kind);
  const leave = (action: (arm: number) => void): void => {
    closeDialog();
    action(index);
  };
  return (
    <Dialog title={strings.setup.arm(letter, armTitle(arm))} onClose={closeDialog}>
      <p>{entry.summary}</p>
      <p className={styles.formula}>{entry.formula}</p>
      <p className="small muted">
        {armDialogWords.source}: {entry.source.paper}
      </p>
      <div className={styles.links}>
        {!locked && <PublishedAction key={entry.kind} arm={arm} index={index} />}
        <AboutLink entry={`methods/${entry.kind}`} title={entry.title} />
      </div>
      {locked && <p>{armWords.locked}</p>}
      <fieldset className={`${styles.settings} ${styles.spaced}`} disabled={locked}>
        <NameField key={arm.label} index={index} label={arm.label} />
        <div>
          <FieldGroup fields={entry.fields} path={["arms", index, "method"]} values={arm.method} boxed />
        </div>
        <h3 className={controls.question}>{armDialogWords.combining}</h3>
        <p className="small muted">{armDialogWords.combiningNote}</p>
        <CombiningFields arm={arm} index={index} />
        <h3 className={controls.question}>{armDialogWords.learning}</h3>
        <LearningFields arm={arm} index={index} />
        <h3 className={controls.question}>{armDialogWords.forks}</h3>
        <ArmForks arm={arm} index={index} />
      </fieldset>
      <div className={styles.actions}>
        <LockButton index={index} locked={locked} />
        <button
          type="button"
          className={controls.button}
          disabled={armCount >= MAX_ARMS}
          onClick={() => leave(duplicateArm)}
        >
          {armDialogWords.duplicate}
        </button>
        <button
          type="button"
          className={controls.button}
          disabled={locked || armCount <= 1}
          onClick={() => leave(removeArm)}
        >
          {armDialogWords.remove}
        </button>
      </div>
    </Dialog>
  );
}

/** The rule that combines the losses, and those of its settings that it reads. */
function CombiningFields({ arm, index }: { readonly arm: Arm; readonly index: number }) {
  const values = arm.combining ?? initialValues(combiningFields);
  const { setField } = useActions();
  const { rule, every, caution, pace, asymmetry } = combiningFields;
  const own: { readonly [rule: string]: Fields } = {
    cagrad: { caution },
    gradnorm: { pace, asymmetry },
    uncertainty: { pace },
  };
  const fields: Fields = values.rule === "sum" ? { rule } : { rule, every, ...own[values.rule] };
  return (
    <div>
      {Object.entries(fields).map(([name, field]) => (
        <FieldControl
          key={name}
          field={field}
          value={values[name as keyof typeof values]}
          boxed
          // An arm that adds its losses has no such settings yet: they come as a whole.
          onChange={(value) => setField(["arms", index, "combining"], { ...values, [name]: value })}
        />
      ))}
      <IdleNote arm={arm} index={index} />
      {values.rule !== "sum" && <AboutLink entry={`combining/${values.rule}`} title={ruleNames[values.rule]} />}
    </div>
  );
}

/** Says where a rule will have nothing to do. */
function IdleNote({ arm, index }: { readonly arm: Arm; readonly index: number }) {
  const network = useLab((state) => networksOf(state.experiment).arms[index]);
  const idle = network === undefined ? undefined : idleRule(arm.combining, network);
  return <div role="status">{idle !== undefined && <p className="small">{armDialogWords.idle[idle]}</p>}</div>;
}

/** How fast the branches learn, and when they join. */
function LearningFields({ arm, index }: { readonly arm: Arm; readonly index: number }) {
  const values = arm.learning ?? initialValues(learningFields);
  const { setField } = useActions();
  const refusals = useStartRefusals(index);
  return (
    <div>
      {Object.entries(learningFields as Fields).map(([name, field]) => (
        <FieldControl
          key={name}
          field={field}
          value={values[name as keyof typeof values]}
          boxed
          refusals={refusals}
          onChange={(value) => setField(["arms", index, "learning"], { ...values, [name]: value })}
        />
      ))}
      <StartFile index={index} start={values.start} />
      <AboutLink entry="shared/learning" title={armDialogWords.theseSettings} />
    </div>
  );
}

function LockButton({ index, locked }: { readonly index: number; readonly locked: boolean }) {
  const { lockArm } = useActions();
  return (
    <button
      type="button"
      className={controls.button}
      aria-pressed={locked}
      aria-label={armWords.lockName(armStyle(index).letter)}
      onClick={() => lockArm(index, !locked)}
    >
      {armWords.lock}
    </button>
  );
}

function NameField({ index, label }: { readonly index: number; readonly label: string }) {
  const id = useId();
  const { renameArm } = useActions();
  return (
    <div className={controls.field} title={armDialogWords.nameHelp}>
      <label htmlFor={id}>{armDialogWords.name}</label>
      <input
        id={id}
        className={`${controls.control} ${controls.boxed}`}
        defaultValue={label}
        maxLength={40}
        autoComplete="off"
        onBlur={(event) => renameArm(index, event.target.value.trim())}
      />
    </div>
  );
}
