import { useState } from "react";
import { findLesson } from "../../lessons";
import { Guarded } from "../faults/Guarded";
import { Icon } from "../common/Icon";
import { useActions, useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { faultWords } from "../words/faultWords";
import { lessonWords } from "../words/lessonWords";
import { LessonList } from "./LessonList";
import { LinkTold } from "./LinkTold";
import { LessonView } from "./LessonView";
import styles from "./Lessons.module.css";

/** The lessons beside the lab, or over its lower edge where the page is narrow: their list, or a step of one. */
export function LessonPanel() {
  const place = useLab((state) => state.lesson);
  const { leaveLesson } = useActions();
  const [small, setSmall] = useState(false);
  if (place === undefined) return null;
  const entry = findLesson(place.id);
  const icon = `${controls.button} ${controls.quiet} ${controls.icon}`;
  return (
    <section className={styles.panel} aria-label={lessonWords.panel} data-small={small || undefined}>
      <header className={styles.head}>
        <h2>{entry?.title ?? lessonWords.title}</h2>
        <button
          type="button"
          className={`${icon} ${styles.size}`}
          aria-label={small ? lessonWords.grow : lessonWords.shrink}
          aria-expanded={!small}
          onClick={() => setSmall(!small)}
        >
          <span aria-hidden="true">{small ? "▲" : "▼"}</span>
        </button>
        <button
          type="button"
          className={icon}
          aria-label={entry === undefined ? lessonWords.leaveList : lessonWords.leave}
          onClick={leaveLesson}
        >
          <Icon name="close" />
        </button>
      </header>
      <LinkTold place={place} />
      <Guarded part={faultWords.names.lessons} of={place.id}>
        {entry === undefined ? (
          <LessonList unknown={place.id === "" ? undefined : place.id} />
        ) : (
          <LessonView key={entry.id} entry={entry} step={place.step} />
        )}
      </Guarded>
    </section>
  );
}
