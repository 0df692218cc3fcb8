import { useStore } from "zustand";
import type { ClassStore } from "../../store/classStore";
import { useActions } from "../common/labContext";
import { PageDialog } from "../common/PageDialog";
import controls from "../common/controls.module.css";
import { classWords } from "../words/classWords";
import { faultText } from "../words/reasonWords";
import styles from "./Class.module.css";
import { ClassActions } from "./ClassActions";
import { classOf } from "./classOf";
import { ClassTable } from "./ClassTable";
import { HandInForm } from "./HandInForm";

/** What a class handed in, on a page of its own: taken, run again, compared. */
export function ClassDialog({ store = classOf() }: { readonly store?: ClassStore }) {
  const { closeDialog } = useActions();
  const entries = useStore(store, (state) => state.entries);
  const fault = useStore(store, (state) => state.fault);
  return (
    <PageDialog
      title={classWords.title}
      onClose={closeDialog}
      onFiles={(files) => void store.getState().takeFiles(files)}
      tools={<ClassActions store={store} />}
    >
      <h2 className={styles.title}>{classWords.title}</h2>
      <HandInForm store={store} />
      {fault !== undefined && (
        <p role="alert" className={controls.problem}>
          {faultText(fault)}
        </p>
      )}
      {entries.length === 0 ? <p className="muted">{classWords.empty}</p> : <ClassTable store={store} />}
    </PageDialog>
  );
}
