import { remains } from "../../catalog/methods/remains";
import { useState } from "react";
import type { Arm } from "../../experiment/experiment";
import { methodEntry } from "../../experiment/network";
import { isPublished, otherPlaces, publishedArm } from "../../experiment/published";
import { networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { useActions, useLab } from "../common/labContext";
import type { EditRefusal } from "../../store/experimentState";
import { refusalText } from "../words/issueWords";
import { placeName } from "../words/wording";
import controls from "../common/controls.module.css";
import styles from "./Setup.module.css";
import { publishedWords } from "../words/publishedWords";

/**
 * Sets an arm as its method's authors have it; once it is, says what still differs. Nothing where there is no paper or
 * where the trunk cannot be built.
 */
export function PublishedAction({ arm, index }: { readonly arm: Arm; readonly index: number }) {
  const experiment = useLab((state) => state.experiment);
  const { setField } = useActions();
  const [problem, setProblem] = useState<EditRefusal>();
  // Whoever has just asked for it reads at once what is still different.
  const [asked, setAsked] = useState(false);
  const { published } = methodEntry(arm.method.kind);
  if (published === undefined || networksOf(experiment).trunk === undefined) return null;
  if (isPublished(experiment, arm)) {
    const { trunk } = networksOf(experiment);
    const places = otherPlaces(experiment, arm);
    const listed = (sites: readonly string[]): string => sites.map((site) => placeName(trunk, site)).join(", ");
    return (
      <details className={styles.published} open={asked}>
        <summary>{publishedWords.except}</summary>
        <ul>
          {places !== undefined && <li>{publishedWords.places(listed(places.authors), listed(places.own))}</li>}
          {(remains[arm.method.kind] ?? []).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </details>
    );
  }
  return (
    <>
      <button
        type="button"
        className={controls.link}
        title={publishedWords.help}
        aria-label={`${publishedWords.take}, arm ${armStyle(index).letter}`}
        onClick={() => {
          setAsked(true);
          setProblem(setField(["arms", index], publishedArm(experiment, arm) ?? arm));
        }}
      >
        {publishedWords.take}
      </button>
      {problem !== undefined && (
        <span role="alert" className={controls.problem}>
          {refusalText(problem)}
        </span>
      )}
    </>
  );
}
