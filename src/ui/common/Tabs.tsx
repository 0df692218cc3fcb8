import type { KeyboardEvent } from "react";
import { focusNext } from "./roving";
import styles from "./controls.module.css";

interface TabsProps<T extends string> {
  readonly label: string;
  /** Prefix of the ids that tie tabs to their panel. */
  readonly id: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
  readonly className?: string | undefined;
}

/** A tab list; its panel has the id `<id>-panel`. */
export function Tabs<T extends string>({ label, id, options, value, onChoose, className }: TabsProps<T>) {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    focusNext(event, "tab")?.click();
  };
  return (
    <div className={`${styles.tabs} ${className ?? ""}`} role="tablist" aria-label={label} onKeyDown={move}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="tab"
          id={`${id}-tab-${option.value}`}
          aria-controls={`${id}-panel`}
          aria-selected={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChoose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
