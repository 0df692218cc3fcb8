import { isOver } from "../../record/runRecord";
import { count, duration, signed } from "../words/format";
import { useActions, useLab } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { strings } from "../words/strings";
import { QUICK, quick, useQuickOffered } from "../verdict/QuickOffer";
import controls from "../common/controls.module.css";
import { armStyle } from "../common/armStyle";
import { Term } from "../common/Term";
import { Notice } from "../common/Notice";
import { recordingWords } from "../words/recordingWords";
import { recordedLeads } from "./recordedLeads";
import styles from "../common/Notice.module.css";

/** As long in words as most answers. */
const MINUTE_MS = 55_000;

const leads = [...recordedLeads.values()].map((lead) => signed(lead, 1)).join(", ");

/** Says that what is on display is a recording, how to stop it, and how to train it oneself. */
export function RecordingNotice() {
  const recording = useLab((state) => (state.record === undefined ? state.recording : undefined));
  const ofSweep = useLab((state) => state.recordingSource === "sweep");
  const ofLesson = useLab((state) => state.lesson !== undefined);
  const paused = useLab((state) => state.recordingPaused);
  const experiment = useLab((state) => state.experiment);
  const slow = useQuickOffered();
  const estimate = useEstimate(experiment);
  const smaller = useEstimate(quick);
  const { pauseRecording, endRecording, leaveRecording, loadPreset } = useActions();
  if (recording === undefined) return null;
  const small = `${controls.button} ${controls.small}`;
  return (
    <Notice tone="plain">
      {!ofSweep && !ofLesson && <Question />}
      <p className={styles.made}>
        <b>
          {ofSweep ? recordingWords.result : recordingWords.title} {recordingWords.press}
        </b>{" "}
        {ofSweep ? (
          recordingWords.resultHas
        ) : ofLesson ? (
          recordingWords.ofLesson
        ) : (
          <Made steps={count(recording.budget)} />
        )}{" "}
        {/* Holds its place until the speed of the machine is known: no line grows then. */}
        <span className={estimate === undefined ? styles.held : undefined}>
          {recordingWords.takes(duration(estimate?.ms ?? MINUTE_MS))}
        </span>
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

/** What the page is about, and what the two arms of the recording do about it. */
function Question() {
  const { a, b } = recordingWords.arms;
  return (
    <div className={styles.question}>
      <p>
        <b>{recordingWords.question}</b>
      </p>
      <p>
        <ArmLetter arm={0} /> {a[0]}
        <Term id="branch">{a[1]}</Term>
        {a[2]}
        <Term id="deep-supervision" after={a[4]}>
          {a[3]}
        </Term>{" "}
        <ArmLetter arm={1} /> {b[0]}
        <Term id="head">{b[1]}</Term>
        {b[2]}
        <Term id="mimicking" after={b[4]}>
          {b[3]}
        </Term>
      </p>
    </div>
  );
}

function ArmLetter({ arm }: { readonly arm: number }) {
  const { letter, className } = armStyle(arm);
  return <b className={`${className} armText`}>{letter}</b>;
}

/** What the seed of the recording is worth. */
function Made({ steps }: { readonly steps: string }) {
  const [before, seeds, after] = recordingWords.made;
  return (
    <>
      {before}
      <Term id="seed-noise" after={after} here={recordingWords.leads(steps, leads)}>
        {seeds}
      </Term>
    </>
  );
}
