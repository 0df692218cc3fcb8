import { useId } from "react";
import { backbones } from "../../catalog/backbones";
import { trainingFields } from "../../experiment/fields";
import { backboneEntry, datasetEntry, optimizerEntry } from "../../experiment/network";
import type { Experiment } from "../../experiment/experiment";
import type { Field } from "../../schema/field";
import { valueAt } from "../../store/edits";
import { useActions, useLab } from "../common/labContext";
import { FieldControl } from "../common/FieldControl";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { SeedRows } from "./SeedRows";
import styles from "./Setup.module.css";

/** The shared settings that one reaches for most; a name that a catalogue entry lacks is left out. */
const QUICK = {
  dataset: ["size", "train"],
  backbone: ["depth", "width"],
  optimizer: ["lr", "decay"],
  training: ["budget"],
} as const;

interface QuickField {
  readonly path: readonly [string, string];
  readonly field: Field<unknown>;
}

function quickFields(experiment: Experiment): readonly QuickField[] {
  const fieldsOf = {
    dataset: datasetEntry(experiment.dataset.kind).fields,
    backbone: backboneEntry(experiment.backbone.kind).fields,
    optimizer: optimizerEntry(experiment.optimizer.kind).fields,
    training: trainingFields as { readonly [name: string]: Field<unknown> },
  };
  return (["dataset", "backbone", "optimizer", "training"] as const).flatMap((group) =>
    QUICK[group].flatMap((name) => {
      const field: Field<unknown> | undefined = fieldsOf[group][name];
      const label = strings.setup.quickLabels[`${group}.${name}`];
      return field === undefined
        ? []
        : [{ path: [group, name] as const, field: { ...field, label: label ?? field.label } }];
    }),
  );
}

/** The family of the network, whose own settings follow. */
function Family() {
  const id = useId();
  const kind = useLab((state) => state.experiment.backbone.kind);
  const { setKind } = useActions();
  return (
    <div className={`${controls.field} ${styles.family}`}>
      <label htmlFor={id}>{strings.setup.groups.backbone}</label>
      <select
        id={id}
        className={controls.control}
        value={kind}
        onChange={(event) => setKind("backbone", event.target.value)}
      >
        {Object.entries(backbones).map(([name, { title }]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What all arms share, in short; the rest stands behind All settings. */
export function QuickSettings() {
  const experiment = useLab((state) => state.experiment);
  const { openDialog, setField } = useActions();
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h2>{strings.setup.shared(experiment.arms.length)}</h2>
        <button type="button" className={controls.link} onClick={() => openDialog({ kind: "images" })}>
          {strings.setup.images}
        </button>
        <button type="button" className={controls.link} onClick={() => openDialog({ kind: "settings" })}>
          {strings.setup.all}
        </button>
      </div>
      <div className={styles.fields}>
        <Family />
        {quickFields(experiment).map(({ path, field }) => (
          <FieldControl
            key={path.join(".")}
            field={field}
            value={valueAt(experiment, path)}
            onChange={(value) => setField(path, value)}
          />
        ))}
        <SeedRows />
      </div>
    </section>
  );
}
