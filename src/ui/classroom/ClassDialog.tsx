import { useCallback, useState, type DragEvent } from "react";
import { useStore } from "zustand";
import type { ClassStore } from "../../store/classStore";
import { dialogSlot } from "../common/dialogSlot";
import { useActions } from "../common/labContext";
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
  const shown = useCallback((element: HTMLDialogElement | null) => {
    if (element !== null && !element.open) element.showModal();
  }, []);
  const [over, setOver] = useState(false);
  const entries = useStore(store, (state) => state.entries);
  const fault = useStore(store, (state) => state.fault);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void store.getState().takeFiles([...event.dataTransfer.files]);
  };
  return (
    <dialog
      ref={shown}
      className={styles.page}
      aria-label={classWords.title}
      onClose={closeDialog}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-over={over || undefined}
    >
      <header className={styles.header}>
        <button type="button" className={`${controls.button} ${controls.quiet}`} onClick={closeDialog}>
          {classWords.back}
        </button>
        <ClassActions store={store} />
      </header>
      <div className={styles.view}>
        <div ref={dialogSlot} className={controls.slot} />
        <h2>{classWords.title}</h2>
        <HandInForm store={store} />
        {fault !== undefined && (
          <p role="alert" className={controls.problem}>
            {faultText(fault)}
          </p>
        )}
        {entries.length === 0 ? <p className="muted">{classWords.empty}</p> : <ClassTable store={store} />}
      </div>
    </dialog>
  );
}
