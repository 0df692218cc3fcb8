import { isOver } from "../../record/runRecord";
import { count, duration, signed } from "../words/format";
import { useActions, useLab } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { strings } from "../words/strings";
import { QUICK, quick, useQuickOffered, whySlow } from "../verdict/QuickOffer";
import controls from "../common/controls.module.css";
import { Notice } from "../common/Notice";
import { recordingWords } from "../words/recordingWords";
import { recordedLeads } from "./recordedLeads";
import styles from "../common/Notice.module.css";

const leads = [...recordedLeads].map(([seed, lead]) => `${seed} ${signed(lead, 1)}`).join(", ");

/** Says that what is on display is a recording, how to stop it, and how to train it oneself. */
export function RecordingNotice() {
  const recording = useLab((state) => (state.record === undefined ? state.recording : undefined));
  const ofSweep = useLab((state) => state.recordingSource === "sweep");
  const paused = useLab((state) => state.recordingPaused);
  const experiment = useLab((state) => state.experiment);
  const slow = useQuickOffered();
  const estimate = useEstimate(experiment);
  const smaller = useEstimate(quick);
  const machine = useLab((state) => state.machine);
  const { pauseRecording, endRecording, leaveRecording, loadPreset } = useActions();
  if (recording === undefined) return null;
  const small = `${controls.button} ${controls.small}`;
  return (
    <Notice tone="plain">
      <p>
        <b>
          {ofSweep ? recordingWords.result : recordingWords.title} {recordingWords.press}
        </b>{" "}
        {ofSweep
          ? recordingWords.resultHas
          : recordingWords.made(count(recording.budget), recording.experiment.seed, leads)}{" "}
        {estimate !== undefined &&
          (slow
            ? strings.verdict.offer(whySlow(machine), duration(estimate.ms))
            : recordingWords.takes(duration(estimate.ms)))}
      </p>
      <div className={styles.actions}>
        {!isOver(recording.phase) && (
          <>
            <button
              type="button"
              className={small}
              aria-label={paused ? recordingWords.goOn : recordingWords.pause}
              onClick={() => pauseRecording(!paused)}
            >
              {paused ? recordingWords.goOnShort : recordingWords.pauseShort}
            </button>
            <button type="button" className={small} onClick={endRecording}>
              {recordingWords.end}
            </button>
          </>
        )}
        <button
          type="button"
          className={small}
          aria-label={ofSweep ? recordingWords.closeResult : recordingWords.close}
          onClick={leaveRecording}
        >
          {ofSweep ? recordingWords.closeResult : recordingWords.closeShort}
        </button>
        {slow && (
          <button type="button" className={small} onClick={() => loadPreset(QUICK)}>
            {strings.verdict.offerQuick(duration(smaller?.ms ?? 0))}
          </button>
        )}
      </div>
    </Notice>
  );
}
