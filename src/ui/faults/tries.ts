import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let tries = 0;

/** How often a visitor has asked the page to try again; what failed before is drawn and fetched anew. */
export function triesSoFar(): number {
  return tries;
}

/** One click repairs everything that failed for one reason. */
export function tryAgain(): void {
  tries += 1;
  for (const listener of listeners) listener();
}

export function useTries(): number {
  return useSyncExternalStore(subscribe, triesSoFar);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
