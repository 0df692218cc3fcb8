import { useId, useState, type FormEvent } from "react";
import { decodeLink, type DecodedLink } from "../../experiment/link/decode";
import { armTitle } from "../../experiment/network";
import { useActions } from "../common/labContext";
import { linkIssueText, whatText } from "../words/issueWords";
import { shareStrings } from "../words/shareStrings";
import controls from "../common/controls.module.css";
import styles from "./ShareDialog.module.css";

/** Another link's arms beside those on the page; what they do not share is then listed above the lab. */
export function CompareLink() {
  const id = useId();
  const { addArmsOf, closeDialog } = useActions();
  const [text, setText] = useState("");
  const [doubts, setDoubts] = useState<DecodedLink>();
  const compare = (event: FormEvent): void => {
    event.preventDefault();
    const read = decodeLink(text);
    // Pressed again, it is what the visitor wants of a link that could be read in part.
    if (read.issues.length > 0 && (read.unusable || doubts === undefined)) {
      setDoubts(read);
      return;
    }
    addArmsOf(text);
    closeDialog();
  };
  return (
    <form className={styles.compare} onSubmit={compare}>
      <label htmlFor={id}>{shareStrings.compare}</label>
      <input
        id={id}
        className={`${controls.control} ${controls.boxed} mono`}
        value={text}
        aria-invalid={doubts !== undefined}
        onChange={(event) => {
          setText(event.target.value);
          setDoubts(undefined);
        }}
      />
      <button type="submit" className={`${controls.button} ${controls.small}`} disabled={text.trim() === ""}>
        {doubts === undefined || doubts.unusable ? shareStrings.compareAdd : shareStrings.compareAnyway}
      </button>
      {doubts !== undefined && (
        <div role="alert" className={controls.problem}>
          <p>
            {doubts.unusable
              ? shareStrings.compareBad
              : shareStrings.compareDoubts(doubts.experiment.arms.map(armTitle))}
          </p>
          <ul>
            {doubts.issues.map((issue) => (
              <li key={`${issue.path}/${whatText(issue.what)}`}>{linkIssueText(issue, doubts.experiment)}</li>
            ))}
          </ul>
        </div>
      )}
    </form>
  );
}
