import { type MouseEvent, type ReactNode } from "react";
import { strings } from "../words/strings";
import { dialogSlot } from "./dialogSlot";
import { Icon } from "./Icon";
import { openModally } from "./openModally";
import styles from "./controls.module.css";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** A sheet at the left edge instead of a box in the middle. */
  readonly side?: boolean;
  /** As wide as the page allows, for what is read rather than filled in. */
  readonly wide?: boolean;
  /** Whether faults of the page are told in it; not where one is its content. */
  readonly tells?: boolean;
}

/** A native modal dialog: Escape, focus and the inert page behind come from the browser. Rendered only while open. */
export function Dialog({ title, onClose, children, side = false, wide = false, tells = true }: DialogProps) {
  const closeOnBackdrop = (event: MouseEvent<HTMLDialogElement>): void => {
    if (event.target === event.currentTarget) onClose();
  };
  return (
    <dialog
      ref={openModally}
      className={`${styles.dialog} ${side ? styles.side : ""} ${wide ? styles.wide : ""}`}
      aria-label={title}
      onClose={onClose}
      onClick={closeOnBackdrop}
    >
      <header>
        <h2>{title}</h2>
        <button
          type="button"
          className={`${styles.button} ${styles.quiet} ${styles.icon}`}
          aria-label={strings.common.close}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <div className={styles.dialogBody}>
        {tells && <div ref={dialogSlot} className={styles.slot} />}
        {children}
      </div>
    </dialog>
  );
}
