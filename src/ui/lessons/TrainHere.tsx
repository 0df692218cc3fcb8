import { useState } from "react";
import { encodeLink } from "../../experiment/link/encode";
import type { Lesson } from "../../lessons/lesson";
import { isOver } from "../../record/runRecord";
import { playRecording } from "../../store/recordingPlayer";
import { useActions, useLab, useLabParts, useRecord } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import controls from "../common/controls.module.css";
import { duration } from "../words/format";
import { lessonWords } from "../words/lessonWords";
import styles from "./Lessons.module.css";

/** Beyond this a recorded run is offered beside one's own. */
const LONG_MS = 60_000;

interface TrainProps {
  readonly lesson: Lesson;
  /** How far the step's question is answered; `none` where it asks nothing. */
  readonly guess: "none" | "open" | "made" | "locked";
  readonly onLock: () => void;
}

/** The one thing to press: trains what stands in the lab, says how far it is, or plays a recorded run where nothing trains. */
export function TrainHere({ lesson, guess, onLock }: TrainProps) {
  const record = useRecord();
  const experiment = useLab((state) => state.experiment);
  const nothing = useLab((state) => state.machine === undefined && state.fault !== undefined);
  const estimate = useEstimate(experiment);
  const { play } = useActions();
  const primary = `${controls.button} ${controls.primary}`;
  if (record !== undefined && !isOver(record.phase)) {
    return (
      <p className={styles.progress} role="status">
        {record.phase === "preparing" ? lessonWords.preparing : lessonWords.training(record.step, record.budget)}
        <progress max={record.budget} value={record.step} aria-hidden="true" />
      </p>
    );
  }
  const over = record?.phase === "completed";
  const start = (): void => {
    if (guess === "made" || guess === "open") onLock();
    if (!over && !nothing) play();
  };
  const time = duration(estimate?.ms ?? 0);
  const offersRecording = nothing || (estimate?.ms ?? 0) > LONG_MS;
  const label =
    guess === "open"
      ? lessonWords.skip
      : guess === "made"
        ? over || nothing
          ? lessonWords.lock
          : lessonWords.lockAndTrain(time)
        : lessonWords.train(time);
  const shows = guess === "made" || guess === "open" || (!over && !nothing);
  return (
    <div className={styles.train}>
      {record !== undefined && !over && <p>{lessonWords.failed}</p>}
      {shows && (
        <button type="button" className={guess === "open" ? controls.link : primary} onClick={start}>
          {label}
        </button>
      )}
      {offersRecording && !over && (guess === "none" || guess === "locked") && (
        <Recorded lesson={lesson} why={nothing ? lessonWords.noEngine : lessonWords.slow} />
      )}
    </div>
  );
}

/** A run that the lab made elsewhere. */
function Recorded({ lesson, why }: { readonly lesson: Lesson; readonly why: string }) {
  const { store } = useLabParts();
  const link = useLab((state) => encodeLink(state.experiment));
  const [failed, setFailed] = useState(false);
  const url = lesson.recordings.find((one) => encodeLink(one.experiment) === link)?.url;
  if (url === undefined) return null;
  const playIt = async (): Promise<void> => {
    setFailed(false);
    try {
      const { fetchRecording } = await import("../../client/firstRun");
      playRecording(store, await fetchRecording(url), {
        schedule: (callback, ms) => void setTimeout(callback, ms),
        calm: matchMedia("(prefers-reduced-motion: reduce)").matches,
      });
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      <p>{why}</p>
      <button type="button" className={controls.button} onClick={() => void playIt()}>
        {lessonWords.recorded}
      </button>
      {failed && <p role="alert">{lessonWords.recordingFailed}</p>}
    </>
  );
}
