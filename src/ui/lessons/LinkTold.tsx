import { useEffect } from "react";
import type { LessonPlace } from "../../store/lessonLink";
import { cleanText } from "../../schema/cleanText";
import { useActions, useLabParts } from "../common/labContext";
import controls from "../common/controls.module.css";
import { lessonWords } from "../words/lessonWords";
import { linkPartsOf } from "./linkParts";
import styles from "./Lessons.module.css";

/** Which parts the style sheet does not show. */
const HIDES = "data-lesson-hides";

/** Hides and locks what the lesson's link asks for, says so, and undoes it for whoever wants to see everything. */
export function LinkTold({ place }: { readonly place: LessonPlace }) {
  const { store } = useLabParts();
  const { openLesson } = useActions();
  const { hidden, held, unknown } = linkPartsOf(place);
  const names = hidden.join(" ");
  useEffect(() => {
    const page = document.documentElement;
    page.setAttribute(HIDES, names);
    store.setState({ held });
    return () => {
      page.removeAttribute(HIDES);
      store.setState({ held: false });
    };
  }, [store, names, held]);
  if (hidden.length === 0 && !held && unknown.length === 0) return null;
  return (
    <p className={`${styles.linkTold} small`} role="status">
      {hidden.length > 0 && `${lessonWords.hides(hidden.map((part) => lessonWords.parts[part]))} `}
      {held && `${lessonWords.holds} `}
      {unknown.length > 0 && `${lessonWords.unknownParts(unknown.map((name) => cleanText(name, 20)))} `}
      <button
        type="button"
        className={controls.link}
        onClick={() => openLesson({ ...place, hide: undefined, lock: undefined })}
      >
        {lessonWords.showAll}
      </button>
    </p>
  );
}
