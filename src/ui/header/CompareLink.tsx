import { useId, useState, type FormEvent } from "react";
import { decodeLink } from "../../experiment/link/decode";
import { useActions } from "../common/labContext";
import { strings } from "../strings";
import controls from "../common/controls.module.css";
import styles from "./ShareDialog.module.css";

/** Another link's arms beside those on the page; what they do not share is then listed above the lab. */
export function CompareLink() {
  const id = useId();
  const { addArmsOf, closeDialog } = useActions();
  const [text, setText] = useState("");
  const [bad, setBad] = useState(false);
  const compare = (event: FormEvent): void => {
    event.preventDefault();
    const { issues } = decodeLink(text);
    if (issues.some(({ path, message }) => path === "link" && message.includes("Nothing was used"))) {
      setBad(true);
      return;
    }
    addArmsOf(text);
    closeDialog();
  };
  return (
    <form className={styles.compare} onSubmit={compare}>
      <label htmlFor={id}>{strings.share.compare}</label>
      <input
        id={id}
        className={`${controls.control} ${controls.boxed} mono`}
        value={text}
        aria-invalid={bad}
        onChange={(event) => {
          setText(event.target.value);
          setBad(false);
        }}
      />
      <button type="submit" className={`${controls.button} ${controls.small}`} disabled={text.trim() === ""}>
        {strings.share.compareAdd}
      </button>
      {bad && (
        <p role="alert" className={controls.problem}>
          {strings.share.compareBad}
        </p>
      )}
    </form>
  );
}
