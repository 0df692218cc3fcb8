import { useId, useState } from "react";
import { EMBED_VIEWS, type EmbedView } from "../../embed/messages";
import controls from "../common/controls.module.css";
import { embedWords } from "../words/embedWords";
import { shareStrings } from "../words/shareStrings";
import { elementCode, embedCode } from "./embedCode";
import styles from "./ShareDialog.module.css";

interface EmbedCodeProps {
  /** The lab's own address. */
  readonly page: string;
  readonly link: string;
  readonly onCopy: (text: string, done: string) => void;
}

/** An experiment's; a lesson has a link of its own. */
const VIEWS = EMBED_VIEWS.filter((view) => view !== "lesson");

/** HTML to put the experiment into another page: how much of the lab it shows, and by what. */
export function EmbedCode({ page, link, onCopy }: EmbedCodeProps) {
  const id = useId();
  const [view, setView] = useState<EmbedView>("charts");
  const small = `${controls.button} ${controls.small}`;
  return (
    <div className={styles.embed}>
      <label htmlFor={id}>{shareStrings.embedShows}</label>
      <select
        id={id}
        className={`${controls.control} ${controls.boxed}`}
        value={view}
        onChange={({ target }) => setView(VIEWS.find((name) => name === target.value) ?? view)}
      >
        {VIEWS.map((name) => (
          <option key={name} value={name}>
            {embedWords.views[name]}
          </option>
        ))}
      </select>
      <button
        type="button"
        className={small}
        onClick={() => onCopy(embedCode(page, link, view), shareStrings.embedCopied)}
      >
        {shareStrings.embed}
      </button>
      <button
        type="button"
        className={small}
        onClick={() => onCopy(elementCode(page, link, view), shareStrings.embedCopied)}
      >
        {shareStrings.embedElement}
      </button>
    </div>
  );
}
