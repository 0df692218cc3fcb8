import { isOver } from "../../record/runRecord";
import { useActions, useLab, useOwnRecord } from "../common/labContext";
import { Dialog } from "../common/Dialog";
import { EngineSelect } from "../runbar/EngineSelect";
import { engineReason, faultText } from "../words/reasonWords";
import { engineWords } from "../words/engineWords";
import { strings } from "../words/strings";
import { engineName } from "../words/wording";
import controls from "../common/controls.module.css";
import { ChosenKernels } from "./ChosenKernels";
import { choiceText, trialText } from "./choiceText";
import styles from "./EngineDialog.module.css";
import { engineDialogWords } from "../words/engineDialogWords";

/** What runs the training here, which engine the next run gets, and why. */
export function EngineDialog() {
  const machine = useLab((state) => state.machine);
  const engine = useOwnRecord()?.engine ?? machine?.engine;
  const reason = engine && engineReason(engine);
  const { closeDialog } = useActions();
  return (
    <Dialog title={engineDialogWords.title} onClose={closeDialog}>
      {engine === undefined ? (
        <p>{strings.engine.looking}</p>
      ) : (
        <dl className={styles.facts}>
          <dt>{engineDialogWords.runs}</dt>
          <dd>{engineName(engine)}</dd>
          {engine.backend !== "cpu" && (
            <>
              <dt>{engineDialogWords.adapter}</dt>
              <dd>{engine.adapter === "" ? engineDialogWords.adapterUnknown : engine.adapter}</dd>
            </>
          )}
          {reason !== undefined && (
            <>
              <dt>{engine.engine === "compiled" ? engineWords.whyNotWasm : engineWords.why}</dt>
              <dd>{reason}</dd>
            </>
          )}
        </dl>
      )}
      {machine?.software === true && engine?.backend === "webgpu" && <p>{strings.engine.software}</p>}
      <NextEngine />
      <Found />
      <ChosenKernels />
      <p className="muted">{engineWords.selfTest}</p>
      <p className={styles.more}>
        <a href="./bench.html" target="_blank" rel="noopener">
          {engineDialogWords.measureCard}
        </a>
      </p>
    </Dialog>
  );
}

/** The engine of the next run, and how it comes to be this one. */
function NextEngine() {
  const choice = useLab((state) => state.engineChoice);
  const trials = useLab((state) => state.machine?.trials);
  const text = choiceText(choice, trials);
  return (
    <>
      <EngineSelect className={styles.select} label={engineWords.next} />
      {text !== "" && <p>{text}</p>}
    </>
  );
}

/** Every engine that was tried here: how fast it was, or why it is none; and the way to try again. */
function Found() {
  const trials = useLab((state) => state.machine?.trials?.trials);
  const measures = useLab((state) => state.measuresEngines);
  const busy = useLab(({ record }) => record !== undefined && !isOver(record.phase));
  const { measureEngines } = useActions();
  if (trials === undefined) return null;
  return (
    <>
      <h3>{engineWords.trials}</h3>
      <dl className={styles.facts}>
        {trials.map((trial) => (
          <div key={trial.engine} className={styles.trial}>
            <dt>{strings.engine.choices[trial.engine]}</dt>
            <dd>{trial.why === undefined ? trialText(trial) : faultText(trial.why)}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">{engineWords.kept}</p>
      <p>
        <button
          type="button"
          className={`${controls.button} ${controls.small}`}
          disabled={busy || measures}
          title={busy ? engineWords.afterRun : undefined}
          onClick={measureEngines}
        >
          {measures ? engineWords.measuring : engineWords.again}
        </button>
      </p>
    </>
  );
}
