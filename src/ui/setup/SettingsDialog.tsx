import { useId } from "react";
import { backbones } from "../../catalog/backbones";
import { datasets } from "../../catalog/datasets";
import { optimizers } from "../../catalog/optimizers";
import { augmentationFields, measureFields, seedField, trainingFields } from "../../experiment/fields";
import { backboneEntry, datasetEntry, optimizerEntry } from "../../experiment/network";
import type { Field } from "../../schema/field";
import { useActions, useLab } from "../common/labContext";
import { Dialog } from "../common/Dialog";
import { FieldControl } from "../common/FieldControl";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { AboutLink } from "../reference/AboutLink";
import { FieldGroup } from "./FieldGroup";
import styles from "./Setup.module.css";
import { armDialogWords } from "../words/armDialogWords";

const registries = { dataset: datasets, backbone: backbones, optimizer: optimizers };
const entries = { dataset: datasetEntry, backbone: backboneEntry, optimizer: optimizerEntry };
const plainGroups = { training: trainingFields, augmentation: augmentationFields, measure: measureFields };

/** Every setting that the arms share. */
export function SettingsDialog() {
  const experiment = useLab((state) => state.experiment);
  const { closeDialog, setField } = useActions();
  return (
    <Dialog title={strings.setup.all} onClose={closeDialog}>
      {(["dataset", "backbone", "optimizer"] as const).map((part) => (
        <PartGroup key={part} part={part} />
      ))}
      {(["training", "augmentation", "measure"] as const).map((group) => (
        <fieldset key={group} className={styles.group}>
          <legend>{strings.setup.groups[group]}</legend>
          <FieldGroup fields={plainGroups[group]} path={[group]} values={experiment[group]} boxed />
          {group === "training" && (
            <FieldControl
              field={seedField as Field<unknown>}
              value={experiment.seed}
              onChange={(value) => setField(["seed"], value)}
              boxed
            />
          )}
        </fieldset>
      ))}
    </Dialog>
  );
}

function PartGroup({ part }: { readonly part: keyof typeof registries }) {
  const id = useId();
  const config = useLab((state) => state.experiment[part]);
  const { setKind } = useActions();
  const entry = entries[part](config.kind);
  const title = strings.setup.groups[part];
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      <div className={controls.field}>
        <label htmlFor={id}>{armDialogWords.kind}</label>
        <select
          id={id}
          className={`${controls.control} ${controls.boxed}`}
          aria-label={`${title}, ${armDialogWords.kind}`}
          value={config.kind}
          onChange={(event) => setKind(part, event.target.value)}
        >
          {Object.entries(registries[part]).map(([kind, candidate]: [string, { readonly title: string }]) => (
            <option key={kind} value={kind}>
              {candidate.title}
            </option>
          ))}
        </select>
      </div>
      <p className="small muted">{entry.summary}</p>
      <AboutLink entry={`${part}s/${entry.kind}`} title={entry.title} />
      <FieldGroup fields={entry.fields} path={[part]} values={config} context={title} boxed />
    </fieldset>
  );
}
