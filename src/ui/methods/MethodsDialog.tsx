import { useId, useMemo, useState } from "react";
import { backboneEntry, armTitle } from "../../experiment/network";
import type { Arm, Experiment } from "../../experiment/experiment";
import { RELATIVES, relativeArms, type RelativeOptions } from "../../experiment/relatives";
import { issuesOf, networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { Dialog } from "../common/Dialog";
import { useActions, useLab } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { MethodCard } from "./MethodCard";
import { refusalText, whatText } from "../words/issueWords";
import { methodsWords } from "../words/methodsWords";
import styles from "./Methods.module.css";

/** Plain training, DSN, DSL, DHM and DML on the experiment's own trunk, side by side. */
export function MethodsDialog() {
  const experiment = useLab((state) => state.experiment);
  const { closeDialog, setField, addArm, undo } = useActions();
  const [options, setOptions] = useState<RelativeOptions>({ rule: "light", networks: 2 });
  // What is shown stays while arms are taken from it: their forks must not move the others'.
  const [first] = useState(experiment);
  const shown = useMemo(() => withRelatives(first, options), [first, options]);
  const [said, setSaid] = useState<{ readonly text: string; readonly undo: boolean }>({ text: "", undo: false });

  const use = (arm: Arm, index: number): void => {
    const title = armTitle(arm);
    if (index >= experiment.arms.length) addArm(arm);
    else {
      const problem = setField(["arms", index], arm);
      if (problem !== undefined) {
        setSaid({ text: methodsWords.refused(title, refusalText(problem)), undo: false });
        return;
      }
    }
    setSaid({ text: methodsWords.used(title, armStyle(index).letter), undo: true });
  };

  const [issue] = issuesOf(experiment);
  const backbone = backboneEntry(experiment.backbone.kind).name(experiment.backbone);
  return (
    <Dialog wide title={methodsWords.title} onClose={closeDialog}>
      <p>{methodsWords.intro(backbone)}</p>
      <p className="small muted">{methodsWords.legend}</p>
      {shown === undefined ? (
        <p>
          {methodsWords.broken} {issue && whatText(issue.what)}
        </p>
      ) : (
        <>
          <Options options={options} onChange={setOptions} />
          <p className={styles.said} role="status">
            {said.text}{" "}
            {said.undo && (
              <button
                type="button"
                className={controls.link}
                onClick={() => {
                  undo();
                  setSaid({ text: "", undo: false });
                }}
              >
                {strings.setup.undo}
              </button>
            )}
          </p>
          <div className={styles.cards}>
            {RELATIVES.map((relative, index) => {
              const arm = shown.arms[index];
              return arm === undefined ? null : (
                <MethodCard
                  key={relative}
                  arm={arm}
                  network={networksOf(shown).arms[index]}
                  note={methodsWords.notes[relative]}
                  armCount={experiment.arms.length}
                  onUse={use}
                />
              );
            })}
          </div>
        </>
      )}
    </Dialog>
  );
}

/** The experiment with the methods as its arms; undefined while its trunk cannot be built. */
function withRelatives(experiment: Experiment, options: RelativeOptions): Experiment | undefined {
  if (networksOf(experiment).trunk === undefined) return undefined;
  const arms = relativeArms(experiment, options);
  return { ...experiment, arms: RELATIVES.flatMap((relative) => arms.get(relative) ?? []) };
}

interface OptionsProps {
  readonly options: RelativeOptions;
  readonly onChange: (options: RelativeOptions) => void;
}

function Options({ options, onChange }: OptionsProps) {
  const rule = useId();
  const networks = useId();
  const className = `${controls.control} ${controls.boxed}`;
  return (
    <div className={styles.options}>
      <label htmlFor={rule}>{methodsWords.rule}</label>
      <select
        id={rule}
        className={className}
        value={options.rule}
        onChange={(event) => onChange({ ...options, rule: event.target.value === "published" ? "published" : "light" })}
      >
        {(["light", "published"] as const).map((value) => (
          <option key={value} value={value}>
            {methodsWords.rules[value]}
          </option>
        ))}
      </select>
      <label htmlFor={networks}>{methodsWords.networks}</label>
      <select
        id={networks}
        className={className}
        value={options.networks}
        onChange={(event) => onChange({ ...options, networks: Number(event.target.value) })}
      >
        {[2, 3, 4].map((count) => (
          <option key={count}>{count}</option>
        ))}
      </select>
    </div>
  );
}
