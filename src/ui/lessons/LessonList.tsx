import { useStore } from "zustand";
import { lessons } from "../../lessons";
import { useActions } from "../common/labContext";
import controls from "../common/controls.module.css";
import { lessonWords } from "../words/lessonWords";
import styles from "./Lessons.module.css";
import { canKeep, progress } from "./progress";

/** All lessons, with what was done of each. */
export function LessonList({ unknown }: { readonly unknown: string | undefined }) {
  const done = useStore(progress, (state) => state.done);
  const { openLesson, openDialog } = useActions();
  return (
    <div className={styles.body}>
      <p role={unknown === undefined ? undefined : "alert"}>
        {unknown === undefined ? lessonWords.intro : lessonWords.unknown(unknown)}
      </p>
      {!canKeep() && <p className="muted small">{lessonWords.notKept}</p>}
      <ol className={styles.list}>
        {lessons.map(({ id, title, about, minutes, steps }) => {
          const count = done[id]?.length ?? 0;
          return (
            <li key={id}>
              <button
                type="button"
                className={`${controls.button} ${styles.entry}`}
                onClick={() => openLesson({ id, step: 1 })}
              >
                <b>{title}</b>
                <span>{about}</span>
                <span className="muted small">
                  {lessonWords.minutes(minutes)}
                  {count > 0 && `, ${lessonWords.done(count, steps)}`}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <p>
        {lessonWords.forTeachers}{" "}
        {(["class", "projector", "handout"] as const).map((kind, index) => (
          <span key={kind}>
            {index > 0 && ", "}
            <button type="button" className={controls.link} onClick={() => openDialog({ kind })}>
              {lessonWords.teaching[kind]}
            </button>
          </span>
        ))}
      </p>
    </div>
  );
}
