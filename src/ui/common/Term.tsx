import { useId, useLayoutEffect, useRef, useState, type FocusEvent, type ReactNode } from "react";
import type { GlossaryEntry, GlossaryId } from "../words/glossary";
import { strings } from "../words/strings";
import { useActions } from "./labContext";
import { placeBeside } from "./placeBeside";
import { fetchMeanings, meaningOf } from "./meanings";
import styles from "./Term.module.css";

/** Long enough to get from the word to what it opened (WCAG 1.4.13: it can be pointed at). */
const LEAVE_MS = 200;
/** A pointer that passes over opens nothing. */
const ENTER_MS = 250;

interface TermProps {
  readonly id: GlossaryId;
  readonly children: ReactNode;
  /** Punctuation that must not be parted from the word. */
  readonly after?: string | undefined;
  /** What is to be added of the place at which it stands. */
  readonly here?: string | undefined;
}

/** A word that explains itself on focus, under the pointer and by a tap; Escape or pressing elsewhere closes it. */
export function Term({ id, children, after: mark = "", here }: TermProps) {
  const text = useId();
  const word = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLSpanElement>(null);
  const timer = useRef<number | undefined>(undefined);
  const [open, setOpen] = useState(false);
  const [meaning, setMeaning] = useState<GlossaryEntry>();

  const after = (ms: number, then: () => void): void => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(then, ms);
  };
  const show = (): void => {
    window.clearTimeout(timer.current);
    setMeaning(meaningOf(id));
    setOpen(true);
    void fetchMeanings().then(() => setMeaning(meaningOf(id)));
  };
  const hide = (): void => {
    window.clearTimeout(timer.current);
    setOpen(false);
  };
  // After every drawing: its text changes its size.
  useLayoutEffect(() => {
    const [anchor, shown] = [word.current, box.current];
    if (!open || anchor === null || shown === null) return;
    if (!shown.matches(":popover-open")) shown.showPopover();
    placeBeside(shown, anchor);
  }, [open, meaning]);
  return (
    <span
      className={styles.word}
      // Not on entering: a page that moves under a pointer at rest asks nothing.
      onPointerMove={({ pointerType }) => pointerType === "mouse" && after(ENTER_MS, show)}
      onPointerLeave={({ pointerType }) => pointerType === "mouse" && after(LEAVE_MS, hide)}
      onBlur={({ currentTarget, relatedTarget }: FocusEvent) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) hide();
      }}
    >
      <button
        ref={word}
        type="button"
        className={styles.term}
        aria-describedby={open ? text : undefined}
        onFocus={({ currentTarget }) => currentTarget.matches(":focus-visible") && show()}
        onClick={show}
      >
        {children}
      </button>
      {mark}
      {open && (
        <span
          ref={box}
          popover="auto"
          className={styles.box}
          onToggle={({ newState }) => newState === "closed" && setOpen(false)}
        >
          <span id={text} className={styles.text}>
            {meaning === undefined ? (
              strings.term.loading
            ) : (
              <>
                <b>{meaning.title}.</b> {meaning.text} {here}
              </>
            )}
          </span>
          {meaning?.entry !== undefined && <More entry={meaning.entry} onOpen={hide} />}
        </span>
      )}
    </span>
  );
}

function More({ entry, onOpen }: { readonly entry: string; readonly onOpen: () => void }) {
  const { openDialog } = useActions();
  return (
    <button
      type="button"
      className={styles.more}
      onClick={() => {
        onOpen();
        openDialog({ kind: "reference", entry });
      }}
    >
      {strings.term.more}
    </button>
  );
}
