import { Suspense } from "react";
import { MAX_ARMS } from "../../experiment/experiment";
import { dslArm, findPreset, firstVisit, firstVisitText, plainArm } from "../../experiment/presets";
import { useActions, useLab } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { ArmCard } from "./ArmCard";
import { armWords } from "../words/armWords";
import { QuickSettings } from "./QuickSettings";
import { RunsList } from "./RunsList";
import styles from "./Setup.module.css";
import { Term } from "../common/Term";
import { late } from "../faults/late";
import { faultWords } from "../words/faultWords";
import { UndoRedo } from "./UndoRedo";

/** Its place stays empty where it does not come; the notice above the page tells of it. */
const PresetText = late(faultWords.names.notice, async () => (await import("./PresetText")).PresetText, "above");

/** The experiment as a form: arms as cards, what they share, and the runs so far. */
export function SetupColumn({ withRuns = true }: { readonly withRuns?: boolean }) {
  const arms = useLab((state) => state.experiment.arms);
  const presetId = useLab((state) => state.presetId);
  const preset = presetId === undefined ? undefined : findPreset(presetId);
  return (
    <div className={styles.column}>
      <section className={styles.section}>
        <div className={styles.head}>
          <h2>{strings.setup.title(arms.length)}</h2>
          <UndoRedo />
        </div>
        {preset?.experiment === firstVisit ? (
          <p className="small">{firstVisitText}</p>
        ) : (
          preset !== undefined && (
            <Suspense>
              <PresetText id={preset.id} />
            </Suspense>
          )
        )}
        {arms.length > 1 && (
          <p className="small muted">
            {armWords.paired[0]}
            <Term id="arm">{armWords.paired[1]}</Term>
            {armWords.paired[2]}
          </p>
        )}
        {arms.map((arm, index) => (
          <ArmCard key={index} arm={arm} index={index} />
        ))}
        <AddArms />
      </section>
      <QuickSettings />
      {withRuns && <RunsList />}
    </div>
  );
}

function AddArms() {
  const arms = useLab((state) => state.experiment.arms);
  const { addArm } = useActions();
  const sites = [...new Set(arms.flatMap((arm) => arm.forks.map(({ site }) => site)))];
  const small = `${controls.button} ${controls.small}`;
  if (arms.length >= MAX_ARMS) return <p className="small muted">{strings.setup.full}</p>;
  return (
    <div className={styles.add}>
      <button type="button" className={small} onClick={() => addArm(plainArm(...sites))}>
        {strings.setup.addPlain}
      </button>
      <button type="button" className={small} onClick={() => addArm(dslArm(...sites))}>
        {strings.setup.addNoMimicking}
      </button>
    </div>
  );
}
