import { useStore } from "zustand";
import { handInCsv } from "../../classroom/handInCsv";
import { downloadText } from "../../client/handOut";
import type { ClassStore } from "../../store/classStore";
import controls from "../common/controls.module.css";
import { classWords } from "../words/classWords";
import styles from "./Class.module.css";

/** What is done with the whole table. */
export function ClassActions({ store }: { readonly store: ClassStore }) {
  const entries = useStore(store, (state) => state.entries);
  const runs = useStore(store, (state) => state.running !== undefined);
  const open = entries.filter(({ check }) => check === undefined);
  const small = `${controls.button} ${controls.small}`;
  const verify = (): void => void store.getState().verify((open.length === 0 ? entries : open).map(({ id }) => id));
  const save = (): void => {
    const checks = entries.map(({ check }) => check);
    downloadText("forklab-class.csv", "text/csv", handInCsv(entries, checks));
  };
  if (entries.length === 0) return null;
  return (
    <div className={styles.actions}>
      {runs ? (
        <button type="button" className={small} onClick={() => store.getState().stop()}>
          {classWords.stop}
        </button>
      ) : (
        <button type="button" className={`${small} ${controls.primary}`} onClick={verify}>
          {classWords.verifyAll(open.length)}
        </button>
      )}
      <button type="button" className={small} onClick={save}>
        {classWords.csv}
      </button>
      <button type="button" className={small} onClick={() => store.getState().clear()}>
        {classWords.clear}
      </button>
    </div>
  );
}
