import { useId, useState } from "react";
import { useStore } from "zustand";
import type { ClassStore } from "../../store/classStore";
import { FilePicker } from "../common/FilePicker";
import controls from "../common/controls.module.css";
import { classWords, lineFaultText } from "../words/classWords";
import styles from "./Class.module.css";

/** Where lines are pasted or files are opened, and which lines could not be used. */
export function HandInForm({ store }: { readonly store: ClassStore }) {
  const id = useId();
  const [text, setText] = useState("");
  const refused = useStore(store, (state) => state.refused);
  const unread = useStore(store, (state) => state.unread);
  // Open until there is a table, and as long as there is something to be read in it.
  const empty = useStore(store, (state) => state.entries.length === 0);
  const open = empty || refused.length > 0 || unread.length > 0;
  const add = (): void => {
    store.getState().take("", text);
    // What is wrong stays, to be put right.
    const wrong = new Set(store.getState().refused.map(({ line }) => line));
    setText(
      text
        .split(/\r\n|\r|\n/)
        .filter((_, index) => wrong.has(index + 1))
        .join("\n"),
    );
  };
  return (
    <details className={styles.form} open={open}>
      <summary>{classWords.add}</summary>
      <p className="small">{classWords.what}</p>
      <label htmlFor={id}>{classWords.paste}</label>
      <textarea
        id={id}
        className={`${controls.control} ${controls.boxed} ${styles.lines} mono`}
        rows={6}
        placeholder={classWords.example}
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div className={styles.actions}>
        <button
          type="button"
          className={`${controls.button} ${controls.primary}`}
          disabled={text.trim() === ""}
          onClick={add}
        >
          {classWords.add}
        </button>
        <FilePicker
          label={classWords.file}
          multiple
          accept=".txt,.csv,.tsv,.md"
          onFiles={(files) => void store.getState().takeFiles(files)}
        />
        <span className="small muted">{classWords.drop}</span>
      </div>
      {(refused.length > 0 || unread.length > 0) && (
        <div role="alert" className={styles.refused}>
          <p>{classWords.refused(refused.length)}</p>
          <ul>
            {unread.map((name) => (
              <li key={name}>{classWords.fileUnread(name)}</li>
            ))}
            {refused.map(({ source, line, why }) => (
              <li key={`${source}/${line}`}>
                {classWords.refusedLine(source === "" ? "" : `${source}, `, line, lineFaultText(why))}
              </li>
            ))}
          </ul>
        </div>
      )}
    </details>
  );
}
