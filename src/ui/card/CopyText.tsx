import { useId, useState } from "react";
import controls from "../common/controls.module.css";
import { cardWords } from "../words/cardWords";
import styles from "./CardPage.module.css";

/** A text to take along, and a button that copies it. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const [said, setSaid] = useState("");
  const id = useId();
  const copy = (): void => {
    // Without a secure page there is no clipboard at all.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    const written = clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    written.then(
      () => setSaid(cardWords.copied),
      () => setSaid(cardWords.notCopied),
    );
  };
  return (
    <div className={styles.copy}>
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className="mono" readOnly rows={3} value={text} onFocus={(event) => event.target.select()} />
      <button
        type="button"
        className={`${controls.button} ${controls.small}`}
        aria-label={`${cardWords.copy}: ${label}`}
        onClick={copy}
      >
        {cardWords.copy}
      </button>
      <span role="status">{said}</span>
    </div>
  );
}
