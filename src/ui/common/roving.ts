import type { KeyboardEvent } from "react";

/**
 * Arrow keys, Home and End inside a group with one tab stop: focuses the next element of a role and returns it.
 * @returns null when the key is another one.
 */
export function focusNext(event: KeyboardEvent<HTMLElement>, role: string): HTMLElement | null {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(`[role=${role}]:not(:disabled)`)];
  const at = all.findIndex((element) => element === document.activeElement);
  const to = targetIndex(event.key, at, all.length);
  const next = to === undefined ? undefined : all[to];
  if (next === undefined) return null;
  event.preventDefault();
  next.focus();
  return next;
}

function targetIndex(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return (at + 1) % length;
    case "ArrowLeft":
    case "ArrowUp":
      return (at - 1 + length) % length;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return undefined;
  }
}
