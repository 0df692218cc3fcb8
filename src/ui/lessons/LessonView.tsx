import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { LessonEntry } from "../../lessons";
import type { Lesson } from "../../lessons/lesson";
import { MissingPart } from "../faults/missingPart";
import { useActions, useLab, useLabParts } from "../common/labContext";
import controls from "../common/controls.module.css";
import { lessonWords } from "../words/lessonWords";
import { highlight } from "./highlight";
import styles from "./Lessons.module.css";
import { noteDone, progress } from "./progress";
import { lockArms, setStep } from "./stepLab";
import { StepView } from "./StepView";

type Loaded = { readonly lesson: Lesson } | { readonly error: unknown } | undefined;

/** One lesson: fetches it, sets the lab as the step has it, and leads from step to step. */
export function LessonView({ entry, step: asked }: { readonly entry: LessonEntry; readonly step: number }) {
  const { store } = useLabParts();
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    let wanted = true;
    entry.load().then(
      (lesson) => wanted && setLoaded({ lesson }),
      (error: unknown) => wanted && setLoaded({ error: new MissingPart(error) }),
    );
    return () => {
      wanted = false;
      lockArms(store, false);
      highlight([]);
      progress.setState({ set: undefined });
    };
  }, [entry, store]);
  if (loaded === undefined) return <p className={styles.body}>{lessonWords.loading}</p>;
  if ("error" in loaded) throw loaded.error;
  return <Steps entry={entry} lesson={loaded.lesson} asked={asked} />;
}

interface StepsProps {
  readonly entry: LessonEntry;
  readonly lesson: Lesson;
  readonly asked: number;
}

function Steps({ entry, lesson, asked }: StepsProps) {
  const { store } = useLabParts();
  const { openLesson } = useActions();
  const known = lesson.steps[asked - 1] !== undefined;
  const number = known ? asked : 1;
  const step = lesson.steps[number - 1];
  const heading = useRef<HTMLHeadingElement>(null);
  const came = useRef(false);
  const set = useStore(progress, (state) => state.set);
  useEffect(() => {
    if (step === undefined) return;
    setStep(store, step);
    highlight(step.highlight ?? []);
    // Whoever opens the page at a step is not thrown about in it; whoever turns to one reads on there.
    if (came.current) heading.current?.focus();
    came.current = true;
  }, [store, step]);
  const passes = useLab((state) => step?.check?.holds(state) ?? true);
  // Before the lab stands as the step has it, it shows nothing of what was done here.
  const holds = passes && set === step;
  useEffect(() => {
    if (holds && known) noteDone(entry.id, number);
  }, [holds, known, entry.id, number]);
  const go = (to: number): void =>
    openLesson(to > lesson.steps.length ? { id: "", step: 1 } : { id: entry.id, step: to });
  if (step === undefined) return null;
  return (
    <>
      <div className={styles.body}>
        {!known && <p role="alert">{lessonWords.unknownStep(String(asked), lesson.steps.length)}</p>}
        <p className="muted small">{lessonWords.step(number, lesson.steps.length)}</p>
        <h3 ref={heading} tabIndex={-1} className={styles.title}>
          {step.title}
        </h3>
        <StepView key={number} lesson={lesson} id={entry.id} number={number} step={step} done={holds} />
      </div>
      <footer className={styles.foot}>
        <button
          type="button"
          className={controls.button}
          onClick={() => (number === 1 ? openLesson({ id: "", step: 1 }) : go(number - 1))}
        >
          {number === 1 ? lessonWords.all : lessonWords.back}
        </button>
        <StepDots entry={entry} lesson={lesson} number={number} onGo={go} />
        <button
          type="button"
          className={`${controls.button} ${holds ? controls.primary : ""}`}
          onClick={() => go(number + 1)}
        >
          {number === lesson.steps.length ? lessonWords.finish : lessonWords.next}
        </button>
      </footer>
    </>
  );
}

interface DotsProps {
  readonly entry: LessonEntry;
  readonly lesson: Lesson;
  readonly number: number;
  readonly onGo: (step: number) => void;
}

/** Where one stands, as a row of bars; each leads to its step. */
function StepDots({ entry, lesson, number, onGo }: DotsProps) {
  const done = useStore(progress, (state) => state.done[entry.id]);
  return (
    <ol className={styles.dots} aria-label={lessonWords.steps}>
      {lesson.steps.map(({ title }, index) => (
        <li key={title}>
          <button
            type="button"
            aria-label={lessonWords.toStep(index + 1, title, done?.includes(index + 1) === true)}
            aria-current={index + 1 === number ? "step" : undefined}
            data-done={done?.includes(index + 1) === true || undefined}
            onClick={() => onGo(index + 1)}
          />
        </li>
      ))}
    </ol>
  );
}
