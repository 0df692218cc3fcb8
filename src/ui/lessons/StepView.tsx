import { useEffect } from "react";
import { useStore } from "zustand";
import type { Lesson, LessonStep } from "../../lessons/lesson";
import { guessGhost } from "../../lessons/guess";
import { levelOf, valueOf } from "../../lessons/reading";
import { sameButSeed } from "../../store/setUp";
import { isOver, type RunRecord } from "../../record/runRecord";
import { RECORDED_RUN } from "../../experiment/recordedRun";
import { useLab, useLabParts, useRecord } from "../common/labContext";
import controls from "../common/controls.module.css";
import { decimal } from "../words/format";
import { lessonWords } from "../words/lessonWords";
import { ChoiceQuestion } from "./ChoiceQuestion";
import { CurveQuestion } from "./CurveQuestion";
import styles from "./Lessons.module.css";
import { CopyStepLink } from "./CopyStepLink";
import { noteGuess, progress, type Guess } from "./progress";
import { same, setStep } from "./stepLab";
import { StepText } from "./StepText";
import { TrainHere } from "./TrainHere";

interface StepProps {
  readonly lesson: Lesson;
  readonly id: string;
  readonly number: number;
  readonly step: LessonStep;
  readonly done: boolean;
}

/** The text of a step, its question, its run, and what the run says of both. */
export function StepView({ lesson, id, number, step, done }: StepProps) {
  const guess = useStore(progress, ({ guesses }) => guesses[`${id}/${number}`]);
  useGuessInChart(step, guess);
  const record = useRecord();
  const ended = record !== undefined && isOver(record.phase) ? record : undefined;
  const open = step.ask === undefined || guess?.locked === true;
  const run = open && ended?.phase === "completed" ? ended : undefined;
  return (
    <div className={styles.step}>
      {step.text.map((text) => (
        <StepText key={text} text={text} step={step} />
      ))}
      <Astray step={step} />
      {step.ask?.kind === "choice" && (
        <ChoiceQuestion
          ask={step.ask}
          guess={guess}
          record={run}
          onGuess={(option) => noteGuess(id, number, { option, locked: false })}
        />
      )}
      {step.ask?.kind === "curve" && (
        <CurveQuestion
          ask={step.ask}
          guess={guess}
          record={open ? record : undefined}
          ended={run}
          onGuess={(values) => noteGuess(id, number, { values, locked: false })}
        />
      )}
      {step.run === true && (
        <TrainHere
          lesson={lesson}
          guess={step.ask === undefined ? "none" : open ? "locked" : guess === undefined ? "open" : "made"}
          onLock={() => noteGuess(id, number, { ...guess, locked: true, skipped: guess === undefined })}
        />
      )}
      {run !== undefined && <Figures step={step} record={run} />}
      {run !== undefined && done && step.after?.map((text) => <StepText key={text} text={text} step={step} />)}
      {step.check !== undefined && (
        <p className={styles.check} role="status" data-done={done || undefined}>
          <b>{done ? lessonWords.taskDone : lessonWords.task}</b> {step.check.text}
        </p>
      )}
      <p className={`${styles.sources} small muted`}>
        {step.source !== undefined && <span>{lessonWords.source(step.source)}</span>}
        <CopyStepLink id={id} step={number} />
      </p>
    </div>
  );
}

/** A curve that is locked is drawn in the lab's own chart, too, as a claim is; with the step it goes. */
function useGuessInChart({ ask }: LessonStep, guess: Guess | undefined): void {
  const { store } = useLabParts();
  const values = guess?.locked === true ? guess.values : undefined;
  useEffect(() => {
    if (ask?.kind !== "curve" || values === undefined) return undefined;
    const before = store.getState().ghost;
    store.setState({ ghost: guessGhost(ask, values, lessonWords.yourLine) });
    return () => store.setState({ ghost: before });
  }, [store, ask, values]);
}

/** Says that the lab was set up otherwise meanwhile, and offers the way back; not where the step's own words did it. */
function Astray({ step }: { readonly step: LessonStep }) {
  const { store } = useLabParts();
  const astray = useLab(({ experiment }) => {
    if (step.experiment === undefined) return false;
    const meant = [
      step.experiment,
      ...Object.values(step.deeds ?? {}).map((deed) => deed.experiment?.(experimentOf(step))),
    ];
    // Other seeds are tried wherever the arms are not held fast.
    const isMeant = step.locked === true ? same : sameButSeed;
    return !meant.some((one) => one !== undefined && isMeant(one, experiment));
  });
  if (!astray) {
    return step.locked === true ? <p className="small muted">{lessonWords.locked}</p> : null;
  }
  return (
    <p className={styles.astray}>
      {lessonWords.astray}{" "}
      <button type="button" className={controls.link} onClick={() => setStep(store, step)}>
        {lessonWords.restore}
      </button>
    </p>
  );
}

const experimentOf = (step: LessonStep) => {
  if (step.experiment === undefined) throw new Error("a step without a set-up has no deed that changes it");
  return step.experiment;
};

function Figures({ step, record }: { readonly step: LessonStep; readonly record: RunRecord }) {
  if (step.figures === undefined) return null;
  return (
    <table className={styles.figures}>
      <caption className="small muted">
        {lessonWords.figures}
        {step.figures.some(({ reading }) => reading.kind === "agreement") && `. ${lessonWords.level}`}
        {record.run === RECORDED_RUN && `. ${lessonWords.playing}`}
      </caption>
      <tbody>
        {step.figures.map(({ text, reading }) => (
          <tr key={text}>
            <th scope="row">{text}</th>
            <td className="num">
              {reading.kind === "metric" ? decimal(valueOf(record, reading), 3) : decimal(levelOf(record, reading), 2)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
