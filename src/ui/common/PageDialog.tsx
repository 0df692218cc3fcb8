import { useState, type DragEvent, type ReactNode } from "react";
import { pageWords } from "../words/pageWords";
import controls from "./controls.module.css";
import sizes from "./fullWindow.module.css";
import { dialogSlot } from "./dialogSlot";
import { openModally } from "./openModally";
import styles from "./PageDialog.module.css";

interface PageDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Takes files that are dropped anywhere on the page. */
  readonly onFiles: (files: readonly File[]) => void;
  /** Beside the way back. */
  readonly tools: ReactNode;
  readonly children: ReactNode;
}

/** A dialog that is a page of its own: it fills the window, and files can be dropped on it. */
export function PageDialog({ title, onClose, onFiles, tools, children }: PageDialogProps) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <dialog
      ref={openModally}
      className={`${sizes.fullWindow} ${styles.page}`}
      aria-label={title}
      onClose={onClose}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-over={over || undefined}
    >
      <header className={styles.header}>
        <button type="button" className={`${controls.button} ${controls.quiet}`} onClick={onClose}>
          {pageWords.back}
        </button>
        {tools}
      </header>
      <div className={styles.view}>
        <div ref={dialogSlot} className={controls.slot} />
        {children}
      </div>
    </dialog>
  );
}
