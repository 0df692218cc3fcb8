import { useSyncExternalStore } from "react";

/** Places in open dialogs for what would otherwise be told behind them, where nothing can be read or clicked; the newest last. */
let slots: readonly HTMLElement[] = [];
const listeners = new Set<() => void>();

/** A `ref` for such a place. */
export function dialogSlot(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined;
  change([...slots, element]);
  return () => change(slots.filter((slot) => slot !== element));
}

/** The place in the dialog on top; undefined while none is open. */
export function useDialogSlot(): HTMLElement | undefined {
  return useSyncExternalStore(subscribe, top);
}

const top = (): HTMLElement | undefined => slots.at(-1);

function change(next: readonly HTMLElement[]): void {
  slots = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
