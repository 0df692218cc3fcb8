import { useId, useRef, useState, type FocusEvent, type ReactNode } from "react";
import type { GlossaryEntry, GlossaryId } from "../words/glossary";
import { strings } from "../words/strings";
import { useActions } from "./labContext";
import styles from "./Term.module.css";

/** Long enough to get from the word to what it opened (WCAG 1.4.13: it can be pointed at). */
const LEAVE_MS = 200;
/** A pointer that passes over opens nothing. */
const ENTER_MS = 250;
const EDGE = 8;

/** A word that explains itself on focus, under the pointer and by a tap; Escape or pressing elsewhere closes it. */
export function Term({ id, children }: { readonly id: GlossaryId; readonly children: ReactNode }) {
  const own = useId();
  const word = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLSpanElement>(null);
  const timer = useRef<number | undefined>(undefined);
  const [entry, setEntry] = useState<GlossaryEntry>();
  const { openDialog } = useActions();

  const more = entry?.entry;

  const after = (ms: number, then: () => void): void => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(then, ms);
  };
  const show = (): void => {
    window.clearTimeout(timer.current);
    if (entry === undefined) {
      // Without its text, which does not come, the word stays a word.
      void import("../words/glossary").then(
        ({ glossary }) => setEntry(glossary[id]),
        () => undefined,
      );
    }
    const [anchor, shown] = [word.current, box.current];
    if (anchor === null || shown === null || shown.matches(":popover-open")) return;
    shown.showPopover();
    const at = anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = shown;
    const below = at.bottom + height + EDGE <= innerHeight || at.top < height + EDGE;
    shown.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE))}px`;
    shown.style.top = `${below ? at.bottom : at.top - height}px`;
  };
  const hide = (): void => {
    window.clearTimeout(timer.current);
    if (box.current?.matches(":popover-open") === true) box.current.hidePopover();
  };
  const leave = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && box.current?.contains(relatedTarget) === true)) hide();
  };
  return (
    <span
      onPointerEnter={({ pointerType }) => pointerType === "mouse" && after(ENTER_MS, show)}
      onPointerLeave={({ pointerType }) => pointerType === "mouse" && after(LEAVE_MS, hide)}
      onBlur={leave}
    >
      <button
        ref={word}
        type="button"
        className={styles.term}
        aria-describedby={own}
        onFocus={({ currentTarget }) => currentTarget.matches(":focus-visible") && show()}
        onClick={show}
      >
        {children}
      </button>
      <span ref={box} popover="auto" className={styles.box}>
        <span id={own} className={styles.text}>
          {entry === undefined ? strings.term.loading : <b>{entry.title}.</b>} {entry?.text}
        </span>
        {more !== undefined && (
          <button
            type="button"
            className={styles.more}
            onClick={() => {
              hide();
              openDialog({ kind: "reference", entry: more });
            }}
          >
            {strings.term.more}
          </button>
        )}
      </span>
    </span>
  );
}
