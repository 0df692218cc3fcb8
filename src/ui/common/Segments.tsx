import type { KeyboardEvent } from "react";
import { focusNext } from "./roving";
import styles from "./controls.module.css";

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

/** One of a few: a radio group that looks like a switch; arrow keys move. */
export function Segments<T extends string>({ label, options, value, onChoose }: SegmentsProps<T>) {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = focusNext(event, "radio");
    next?.click();
  };
  return (
    <div className={styles.segments} role="radiogroup" aria-label={label} onKeyDown={move}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChoose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
